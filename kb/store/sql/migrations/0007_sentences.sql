-- Vectors of a passage's sentences, for what looks at few passages closely.
CREATE TABLE sentences (
  passage INTEGER PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE,
  spans BLOB NOT NULL,                -- int32 pairs, little-endian: start and end of each sentence in the passage's text
  vectors BLOB NOT NULL               -- int8, sentences x dimension, each scaled so that its largest component is 127
);

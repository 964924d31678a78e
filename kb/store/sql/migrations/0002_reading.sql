-- What reading tells beside the text: how each page was read, where scanned words stand, what was found and by whom.
ALTER TABLE documents ADD COLUMN stamp TEXT NOT NULL DEFAULT '';   -- size and time of change of the file, to pass over it quickly
ALTER TABLE pages ADD COLUMN confidence REAL;                      -- of OCR, 0..1; NULL where there was a text layer
ALTER TABLE pages ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;    -- characters of invisible text that were taken out
ALTER TABLE pages ADD COLUMN seconds REAL NOT NULL DEFAULT 0;      -- that reading it took

CREATE TABLE page_words (                                          -- of pages read by OCR: for marking quotes
  document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
  page INTEGER NOT NULL,
  words BLOB NOT NULL,                                             -- zlib of JSON [[word, x, y, width, height], …] in points
  PRIMARY KEY (document, page)
) WITHOUT ROWID;

CREATE TABLE fields (                                              -- each value of the metadata, and where it is from
  document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  origin TEXT NOT NULL,                                            -- file · front page · text · file name · manifest · person
  confidence REAL NOT NULL,
  PRIMARY KEY (document, position)
) WITHOUT ROWID;

CREATE TABLE flags (                                               -- what a curator should look at
  document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
  page INTEGER NOT NULL,
  kind TEXT NOT NULL,                                              -- hidden text · instruction
  detail TEXT NOT NULL
);
CREATE INDEX flags_document ON flags (document);

CREATE TABLE sketches (                                            -- the smallest hashes of a document's word sequences
  hash INTEGER NOT NULL,
  document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
  PRIMARY KEY (hash, document)
) WITHOUT ROWID;
CREATE INDEX sketches_document ON sketches (document);

CREATE TABLE editions (                                            -- pairs of documents that are one work
  document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
  other INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
  likeness REAL NOT NULL,                                          -- estimated Jaccard index of word sequences, 0..1
  PRIMARY KEY (document, other)
) WITHOUT ROWID;

CREATE TABLE corrections (                                         -- a person's word on a field; outlives re-ingestion
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (path, name)
) WITHOUT ROWID;

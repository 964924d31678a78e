-- What `polikb eval --keep` measured, for the trend.
CREATE TABLE evaluations (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  questions TEXT NOT NULL,            -- the file's name
  measured TEXT NOT NULL              -- JSON: group → measure → value
);

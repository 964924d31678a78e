-- The truth. Everything else in the library's folder but `originals/` is derived from these tables.
CREATE TABLE library (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE documents (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  path TEXT NOT NULL UNIQUE,          -- absolute: the identity of a source
  source TEXT NOT NULL,               -- relative to the folder that was ingested
  content_hash TEXT NOT NULL,         -- sha256 of the original's bytes
  metadata_hash TEXT NOT NULL,        -- of what manifest and command line said, to notice a change there
  format TEXT NOT NULL,
  title TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('thesis', 'course', 'report', 'other')),
  language TEXT NOT NULL,
  year INTEGER,
  abstract TEXT NOT NULL,
  access TEXT NOT NULL CHECK (access IN ('public', 'internal', 'restricted')),
  embargo_until TEXT,                 -- ISO date; hidden before that day
  page_count INTEGER NOT NULL,
  pages_read INTEGER NOT NULL,
  added_at TEXT NOT NULL
);
CREATE INDEX documents_content ON documents (content_hash);

CREATE TABLE pages (
  document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  label TEXT NOT NULL,
  text TEXT NOT NULL,
  status TEXT NOT NULL,               -- text · empty · image · failed
  note TEXT NOT NULL,
  width REAL NOT NULL,
  height REAL NOT NULL,
  PRIMARY KEY (document, number)
) WITHOUT ROWID;

-- AUTOINCREMENT: an id is never used twice, so an orphan in a derived index can't point to a new passage.
CREATE TABLE passages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
  page INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  heading TEXT NOT NULL,
  language TEXT NOT NULL,
  part TEXT NOT NULL                  -- body · references
);
CREATE INDEX passages_document ON passages (document);

CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE document_people (
  document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  person INTEGER NOT NULL REFERENCES people (id),
  role TEXT NOT NULL,
  PRIMARY KEY (document, position)
) WITHOUT ROWID;

CREATE TABLE organisations (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE document_organisations (
  document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  organisation INTEGER NOT NULL REFERENCES organisations (id),
  role TEXT NOT NULL,
  PRIMARY KEY (document, position)
) WITHOUT ROWID;

CREATE TABLE vectors (
  passage INTEGER PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE,
  vector BLOB NOT NULL                -- float32, little-endian, of length one
);

-- Outbox of the lexical index: written in the transaction that changes the truth, emptied after tantivy's commit.
CREATE TABLE pending_words (document INTEGER PRIMARY KEY);

CREATE TABLE ledger (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  path TEXT NOT NULL,
  source TEXT NOT NULL,
  outcome TEXT NOT NULL,              -- added · replaced · unchanged · updated · duplicate · failed · removed
  reason TEXT NOT NULL,
  pages INTEGER NOT NULL,
  seconds REAL NOT NULL
);
CREATE INDEX ledger_path ON ledger (path);

INSERT INTO library (key, value) VALUES ('generation', '0');

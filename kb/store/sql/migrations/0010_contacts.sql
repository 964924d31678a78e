-- How to reach people, as a directory file or a curator states it; by name, whatever its case and the order of its words.
CREATE TABLE contacts (
  key TEXT PRIMARY KEY,               -- the words of the name, folded and sorted
  name TEXT NOT NULL,
  department TEXT NOT NULL DEFAULT '',
  position TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  office TEXT NOT NULL DEFAULT '',
  orcid TEXT NOT NULL DEFAULT '',
  until TEXT NOT NULL DEFAULT '',     -- date, ISO: last day on which it holds; '' without end
  at TEXT NOT NULL                    -- ISO, UTC: when it was stated
);

-- Kinds of organisations that a curator has set.
CREATE TABLE organisation_kinds (
  name TEXT PRIMARY KEY,              -- as shown
  kind TEXT NOT NULL
);

-- A rule may also be 'right': a curator has seen the name, and it is one.
CREATE TABLE rules (
  kind TEXT NOT NULL CHECK (kind IN ('person', 'organisation')),
  name TEXT NOT NULL,
  rule TEXT NOT NULL CHECK (rule IN ('same', 'apart', 'hidden', 'right')),
  target TEXT NOT NULL,               -- of 'same': the name it is shown under; '' otherwise
  at TEXT NOT NULL,
  PRIMARY KEY (kind, name)
) WITHOUT ROWID;
INSERT INTO rules SELECT kind, name, rule, target, at FROM names;
DROP TABLE names;
ALTER TABLE rules RENAME TO names;

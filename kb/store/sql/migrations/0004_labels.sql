-- Goals, places and concepts of documents, told from their text by a librarian's lists; made again when text or lists change.
ALTER TABLE documents ADD COLUMN labelled TEXT NOT NULL DEFAULT '';  -- hash of the lists it was labelled by
CREATE TABLE goals (
  document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
  goal TEXT NOT NULL,                 -- 1 to 17
  confidence REAL NOT NULL,           -- 0..1
  origin TEXT NOT NULL,               -- terms · text · manifest · person
  passage INTEGER,                    -- that shows it
  PRIMARY KEY (document, goal)
) WITHOUT ROWID;
CREATE INDEX goals_goal ON goals (goal);
CREATE TABLE places (
  document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  place TEXT NOT NULL,                -- by the name that the list of places gives it
  PRIMARY KEY (document, position)
) WITHOUT ROWID;

CREATE TABLE profiles (               -- the concepts of the glossary that a document uses most
  document INTEGER PRIMARY KEY REFERENCES documents (number) ON DELETE CASCADE,
  concepts TEXT NOT NULL              -- JSON: concept → count
);

-- What curators say of names: another way to write one, two that are not the same, one that is to be shown nowhere.
CREATE TABLE names (
  kind TEXT NOT NULL CHECK (kind IN ('person', 'organisation')),
  name TEXT NOT NULL,
  rule TEXT NOT NULL CHECK (rule IN ('same', 'apart', 'hidden')),
  target TEXT NOT NULL,               -- of 'same': the name it is shown under; '' otherwise
  at TEXT NOT NULL,
  PRIMARY KEY (kind, name)
) WITHOUT ROWID;

-- Who is written to when something new comes for a search, a need or an idea.
CREATE TABLE alerts (
  token TEXT PRIMARY KEY,             -- known only from the letters to its address
  email TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('search', 'need', 'idea')),
  text TEXT NOT NULL,
  language TEXT NOT NULL,
  confirmed INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL,
  seen_at TEXT NOT NULL               -- documents that came in later are new
) WITHOUT ROWID;
CREATE INDEX alerts_email ON alerts (email);

-- Who may see a restricted document: names of members, or of groups.
CREATE TABLE readers (
  document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
  name TEXT NOT NULL,                 -- in lower case
  PRIMARY KEY (document, name)
) WITHOUT ROWID;

-- Answers that somebody kept to share, as they were; and what people thought of answers.
CREATE TABLE answers (
  token TEXT PRIMARY KEY,
  at TEXT NOT NULL,
  generation INTEGER NOT NULL,        -- of the library, when it was given
  answer TEXT NOT NULL                -- JSON, as the web's API gives it
) WITHOUT ROWID;
CREATE TABLE answer_documents (
  token TEXT NOT NULL REFERENCES answers (token) ON DELETE CASCADE,
  document TEXT NOT NULL,             -- id: a new version of a document is still cited, a removed one takes the answer along
  PRIMARY KEY (token, document)
) WITHOUT ROWID;
CREATE TABLE votes (
  at TEXT NOT NULL,
  question TEXT NOT NULL,
  helpful INTEGER NOT NULL,           -- 1 or 0
  refused INTEGER NOT NULL,
  model TEXT NOT NULL
);

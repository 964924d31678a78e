-- What members keep for themselves: works in lists, and answers, searches, needs and ideas. It goes with the account.
CREATE TABLE lists (
  id TEXT PRIMARY KEY,
  member INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  created_at TEXT NOT NULL
);
CREATE INDEX lists_by_member ON lists (member);
CREATE TABLE pins (
  list TEXT NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
  document TEXT NOT NULL,             -- its id in the catalogue; whether it may be seen is asked when it is shown
  note TEXT NOT NULL,
  added_at TEXT NOT NULL,
  PRIMARY KEY (list, document)
);
CREATE TABLE kept (
  id TEXT PRIMARY KEY,
  member INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('answer', 'search', 'need', 'idea')),
  text TEXT NOT NULL,                 -- the query, need or idea; of an answer its token
  alert TEXT NOT NULL,                -- the token of the e-mails about it, '' for none
  created_at TEXT NOT NULL
);
CREATE INDEX kept_by_member ON kept (member);
-- Needs that partners sent to the office, and what was written about them.
CREATE TABLE needs (
  id TEXT PRIMARY KEY,
  token TEXT NOT NULL UNIQUE,         -- known to the sender only
  member INTEGER REFERENCES members (id) ON DELETE SET NULL,
  text TEXT NOT NULL,
  places TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  language TEXT NOT NULL,
  found TEXT NOT NULL,                -- JSON: ids of works and people, parts that nobody covers
  state TEXT NOT NULL CHECK (state IN ('new', 'assigned', 'answered', 'closed')),
  assignee TEXT NOT NULL,
  created_at TEXT NOT NULL,
  changed_at TEXT NOT NULL
);
CREATE TABLE need_messages (
  need TEXT NOT NULL REFERENCES needs (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  author TEXT NOT NULL,               -- a name of the office's, '' for the sender
  text TEXT NOT NULL,
  written_at TEXT NOT NULL,
  PRIMARY KEY (need, position)
);

-- People who may sign in. A file of its own: it is changed beside a running server, and holds no document.
CREATE TABLE members (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,          -- as they sign in, such as an e-mail address, in lower case
  password TEXT NOT NULL,             -- argon2id; '' for who signs in elsewhere
  role TEXT NOT NULL CHECK (role IN ('reader', 'contributor', 'curator', 'admin')),
  groups TEXT NOT NULL DEFAULT '[]',  -- JSON list
  created_at TEXT NOT NULL
);
CREATE TABLE sessions (
  hash TEXT PRIMARY KEY,              -- of the cookie's token, with the server's secret
  member INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  created_at TEXT NOT NULL,
  seen_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE tokens (                  -- for programs
  hash TEXT PRIMARY KEY,
  member INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  label TEXT NOT NULL,
  created_at TEXT NOT NULL
) WITHOUT ROWID;

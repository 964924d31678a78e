-- What was withdrawn: enough to say so at its address, and to know it again when its file comes back. Nothing of what it said.
CREATE TABLE withdrawn (
  id TEXT PRIMARY KEY,                -- sha256 of the document's id
  path TEXT NOT NULL,                 -- sha256 of where it came from
  content TEXT NOT NULL,              -- sha256 of its file
  access TEXT NOT NULL,               -- who could see it, and may see now that it is gone
  at TEXT NOT NULL,                   -- ISO, UTC
  reason TEXT NOT NULL DEFAULT ''     -- as it is shown; '' for none
) WITHOUT ROWID;

-- Ids that were given, as sha256: none is used twice, because accounts, links and backups know a document by it.
CREATE TABLE used_ids (hash TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO used_ids SELECT sha256(id) FROM documents;
INSERT OR IGNORE INTO used_ids SELECT id FROM withdrawn;
CREATE TRIGGER documents_use_id AFTER INSERT ON documents BEGIN
  INSERT OR IGNORE INTO used_ids VALUES (sha256(new.id));
END;

-- Who could see documents that were removed: whoever brings one back doesn't open it by saying nothing.
CREATE TABLE former_rights (
  path TEXT NOT NULL,                 -- sha256 of where it came from
  content TEXT NOT NULL,              -- sha256 of its file
  access TEXT NOT NULL,
  embargo_until TEXT,
  PRIMARY KEY (path, content)
) WITHOUT ROWID;
CREATE TRIGGER documents_keep_rights AFTER DELETE ON documents WHEN old.access <> 'public' OR old.embargo_until IS NOT NULL BEGIN
  INSERT OR REPLACE INTO former_rights VALUES (sha256(old.path), old.content_hash, old.access, old.embargo_until);
END;
CREATE TRIGGER documents_renew_rights AFTER INSERT ON documents BEGIN
  DELETE FROM former_rights WHERE path = sha256(new.path) OR content = new.content_hash;
END;

-- A withdrawal that was lifted is kept as such, so that backups made before learn of it.
ALTER TABLE withdrawn ADD COLUMN lifted INTEGER NOT NULL DEFAULT 0;

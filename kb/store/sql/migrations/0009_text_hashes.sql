-- Text that was changed on disk is told from text that was read: sha256 of a document's pages, in order.
ALTER TABLE documents ADD COLUMN text_hash TEXT NOT NULL DEFAULT '';
UPDATE documents SET text_hash = sha256(
  (SELECT group_concat(text, char(12)) FROM (SELECT text FROM pages WHERE document = documents.number ORDER BY number)));

-- The parts of a person's name, as a source states them ("De Luca, Anna") or as ingestion tells them apart; '' until then.
ALTER TABLE people ADD COLUMN family TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN given TEXT NOT NULL DEFAULT '';

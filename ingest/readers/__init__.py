"""One reader per format; `ingest.readers.table` picks it."""

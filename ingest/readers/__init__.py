"""One reader per format; `ingest.readers.registry` picks it."""

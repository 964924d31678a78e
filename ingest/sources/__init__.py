"""The files to ingest: in folders and in archives."""

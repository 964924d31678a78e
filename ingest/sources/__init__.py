"""Which files there are to ingest."""

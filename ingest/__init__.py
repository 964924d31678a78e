"""Ingestion: from files to documents with metadata and passages."""

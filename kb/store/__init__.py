"""The source of truth: one SQLite file or PostgreSQL schema, and the original files."""

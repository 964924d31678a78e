"""The source of truth: one SQLite file, and the original files."""

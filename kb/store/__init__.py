"""The truth: one SQLite file, and the originals."""

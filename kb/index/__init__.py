"""Indexes derived from the store: they can be deleted at any time and are rebuilt."""

"""Needs and ideas: matches for a text that a visitor types or sends as a file."""

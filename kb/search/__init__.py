"""A query becomes ranked passages, within what the reader may see."""

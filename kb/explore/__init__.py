"""Access other than by query: needs, prior work, similar works, themes."""

"""People and organisations, and what they know."""

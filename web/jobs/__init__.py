"""Background work: uploads, and tasks delegated by commands."""

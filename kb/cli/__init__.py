"""The commands that search, ask and look after the library."""

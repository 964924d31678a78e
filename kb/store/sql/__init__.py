"""Connections to the database in either dialect, and its versions."""

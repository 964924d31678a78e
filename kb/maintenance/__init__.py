"""Backup, checks, status, and work handed to the server that holds the library."""

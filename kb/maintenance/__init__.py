"""Backup, consistency checks, status, and tasks that the server holding the library can run for a command."""

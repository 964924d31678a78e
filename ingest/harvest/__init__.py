"""Repositories: records by OAI-PMH, files by their landing pages, all through a guard."""

"""Harvesting of repositories: records by OAI-PMH, files by links and landing pages."""

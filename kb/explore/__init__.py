"""Needs, prior work, similar works, themes: ways in beyond a query."""

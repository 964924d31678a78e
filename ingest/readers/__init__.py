"""Parsers, one per file format, chosen by `registry`."""

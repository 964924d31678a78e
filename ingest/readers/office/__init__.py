"""Formats of office programs: text documents and presentations."""

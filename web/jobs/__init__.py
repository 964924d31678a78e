"""Uploads, and work that commands hand over."""

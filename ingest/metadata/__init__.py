"""Metadata found on a document's first pages."""

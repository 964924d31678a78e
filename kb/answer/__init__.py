"""Passages become an answer whose quotes are located."""

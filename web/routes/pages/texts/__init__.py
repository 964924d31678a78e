"""Needs and ideas: what is found for a text that somebody writes or sends as a file."""

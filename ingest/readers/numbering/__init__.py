"""Automatic numbers of headings and list items, which aren't in the text of a file."""

"""Answers from the catalogue: what a question to it narrows, and the statement that answers it."""

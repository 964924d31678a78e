"""Answers from the catalogue: the restrictions in a question, the works that match, and the statement about them."""

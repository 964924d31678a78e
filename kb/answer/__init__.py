"""Answers from retrieved passages: quotes or written text, with citations located on their pages."""

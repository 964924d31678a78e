"""Answers from and as tables: works side by side, documents by parts of a question, and cells read from one table."""

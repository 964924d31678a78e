"""Answers that are tables: works side by side, documents by parts of a question, and what one table's cells say."""

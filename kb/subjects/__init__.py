"""Subjects of documents: goals, places, topics, and the lists that define them."""

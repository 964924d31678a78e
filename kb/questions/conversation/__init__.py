"""A conversation: follow-ups made whole questions, and what is typed that is no question; pure functions over words."""

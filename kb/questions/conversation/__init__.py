"""Conversation: follow-ups completed to whole questions, and other messages recognised; pure functions over words."""

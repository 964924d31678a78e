"""Parsing of questions into phrases and parts, and completion of follow-up questions. Pure functions."""

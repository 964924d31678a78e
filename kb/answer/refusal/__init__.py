"""Refusals: of questions that no sentence answers, and of sentences about another year, place or name."""

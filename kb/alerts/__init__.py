"""Saved alerts and their e-mails."""

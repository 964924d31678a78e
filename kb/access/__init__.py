"""Accounts, sessions and tokens, the audit log, the query log."""

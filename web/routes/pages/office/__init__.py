"""Needs that are sent to the office: for their senders, and for the office."""

"""Saved alerts and the e-mails that go out for them."""

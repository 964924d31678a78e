"""Learned reader of front pages: which line is the title, the university, an author, a supervisor."""

"""The library: documents and their indexes, search, answers with citations, and access control."""

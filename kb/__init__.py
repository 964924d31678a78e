"""The library: documents and their indexes, search, answers with citations, and who may see what."""

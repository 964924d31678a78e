"""Nearest neighbours of a vector: exact in packed arrays, approximate by Chroma or pgvector."""

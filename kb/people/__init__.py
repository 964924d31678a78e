"""People and organisations: which names mean the same one, a directory, and expert search."""

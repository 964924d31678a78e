"""People and organisations: entity resolution of names, a directory, and expert search."""

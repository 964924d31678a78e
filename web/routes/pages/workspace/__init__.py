"""Pages of the things that a member keeps, and the comparison of works."""

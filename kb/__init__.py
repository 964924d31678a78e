"""What the library knows and how it answers."""

"""How people reach the library."""

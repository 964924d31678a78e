"""Templates, pictures and maps."""

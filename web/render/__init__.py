"""Templates, page pictures, the map, downloads."""

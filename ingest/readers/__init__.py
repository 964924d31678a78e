"""One parser per file format; `registry` chooses it."""

"""Measures quality and speed, and writes docs/quality.md. `make bench` runs all; `python -m bench SECTION…` some."""

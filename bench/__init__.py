"""Measurements of quality and speed, written to docs/quality.md. `make bench` runs all; `python -m bench SECTION…` some."""

from kb.process import limit_linear_algebra_threads

limit_linear_algebra_threads()  # before any module imports numpy

"""Tests, in folders as the program's own. They run with the same threads of linear algebra as the `polikb` command."""

from kb.process import limit_linear_algebra_threads

limit_linear_algebra_threads()  # before any module imports numpy

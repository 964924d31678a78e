"""Fixtures of the tests of kb."""

from collections.abc import Iterator

import pytest

from kb.answer.pdf_pages import PageViewer


@pytest.fixture(scope="session")
def viewer() -> Iterator[PageViewer]:
    """One reader of PDF pages, with its child process, for all tests of a worker."""
    opened = PageViewer()
    yield opened
    opened.close()

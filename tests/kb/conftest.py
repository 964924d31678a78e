"""Fixtures of the tests of kb."""

from collections.abc import Iterator

import pytest

from kb.answer.pdf_pages import PageViewer
from kb.store.jobs.shared import SharedJobs


@pytest.fixture(scope="session")
def viewer() -> Iterator[PageViewer]:
    """One reader of PDF pages, with its child process, for all tests of a worker."""
    opened = PageViewer()
    yield opened
    opened.close()


@pytest.fixture
def jobs(database_url: str) -> Iterator[SharedJobs]:
    """The queue of an empty library in PostgreSQL."""
    opened = SharedJobs(database_url)
    yield opened
    opened.close()

"""Passages like one passage, of other works."""

import pytest

from kb.errors import NotFound
from kb.explore.similar import similar_passages
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Filters
from kb.search.search import search


def test_similar_passages_are_of_other_works_and_allowed(sample: Library) -> None:
    (hit, *_) = search(sample, "bone char filters fluoride", OWNER).hits
    found = similar_passages(sample, hit.passage.id, OWNER, 5)
    assert len(found) == 5
    assert hit.document.id not in {other.document.id for other in found}
    assert [h.score for h in found] == sorted((h.score for h in found), reverse=True)
    with pytest.raises(NotFound):
        similar_passages(sample, 10**9, OWNER)
    hidden = search(sample, "telehealth ageing", OWNER, Filters(access="internal")).hits[0]
    with pytest.raises(NotFound):
        similar_passages(sample, hidden.passage.id, ANONYMOUS)
    assert all(other.document.access == "public" for other in similar_passages(sample, hit.passage.id, ANONYMOUS, 50))

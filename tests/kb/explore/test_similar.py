"""Works similar to a work, and passages similar to a passage."""

import pytest

from kb.errors import NotFound
from kb.explore.similar import similar, similar_passages
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Filters, Named, VisibleDocument
from kb.search.scope import open_document
from kb.search.search import search
from tests.conftest import Put
from tests.fakes import document


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


def named(library: Library, source: str) -> VisibleDocument:
    documents = library.documents(library.catalogue.numbers().tolist()).values()
    return open_document(library, next(d.id for d in documents if d.source == source), OWNER)


def test_similar_works_are_about_the_same_and_say_how_sure_that_is(sample: Library) -> None:
    found = similar(sample, named(sample, "tesi/tesi-oltre-il-cancello.pdf"), OWNER, 50)
    assert found[0].document.source == "progetti/relazione-officina-oltre.pdf"
    assert found[0].state == "answers" and found[0].near
    assert [entry.probability for entry in found] == sorted((e.probability for e in found), reverse=True)
    assert all(entry.probability >= sample.ranking.similar.related for entry in found)


def test_a_work_like_no_other_has_no_similar_ones(sample: Library) -> None:
    assert similar(sample, named(sample, "tesi/thesis-reading-the-slope.pdf"), OWNER) == ()


def test_a_shared_name_makes_a_close_work_similar_but_not_a_distant_one(put: Put, library: Library) -> None:
    ada = (Named("Ada Rossi", "author"), Named("Lega Acqua", "partner"))
    put(document("wells", people=ada), "Clean water from deep wells in dry villages.")
    put(document("pumps", people=ada), "Clean water from deep wells, and pumps.")
    put(document("bread", people=ada), "Bread and roses for everybody at midnight.")
    found = similar(library, open_document(library, "wells", OWNER), OWNER)
    assert [entry.document.id for entry in found] == ["pumps"]
    assert [name.name for name in found[0].shared] == ["Ada Rossi", "Lega Acqua"]

"""A reader's scope: everything is as if hidden documents didn't exist."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kb.errors import NotFound
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Access, Filters, IngestedDocument
from kb.search.scope import open_document
from kb.search.search import search
from kb.settings import Settings
from tests.conftest import Put
from tests.fakes import HashingEmbedder, document, pages_and_passages
from tests.kb.helpers import found

LEVELS: list[tuple[Access, str | None]] = [
    ("public", None),
    ("internal", None),
    ("restricted", None),
    ("public", "2999-01-01"),
    ("public", "2001-01-01"),
]


@hypothesis_settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(LEVELS), st.sampled_from(["it", "en"]), st.integers(2018, 2022)),
        min_size=2,
        max_size=8,
    )
)
@pytest.mark.slow
def test_who_may_not_see_gets_what_a_library_without_the_documents_gives(
    tmp_path_factory: pytest.TempPathFactory,
    settings: Settings,
    plan: Sequence[tuple[tuple[Access, str | None], str, int]],
) -> None:
    """A property: for a reader, hidden documents might as well not be there."""
    root = tmp_path_factory.mktemp("rights")

    def build(name: str, hidden_too: bool) -> Library:
        library = Library(replace(settings, home=root / name), writable=True)
        library.embedding_queue.use(HashingEmbedder())
        for number, ((access, until), language, year) in enumerate(plan):
            visible = access == "public" and (until is None or until < "2026")
            if hidden_too or visible:
                record = replace(
                    document(f"d{number}"),
                    access=access,
                    embargo_until=until,
                    language=language,
                    year=year,
                    content_hash=f"{number:064x}",
                )
                (root / record.source).write_text("x")
                pages, passages = pages_and_passages(record.id, [f"clean water number {number}", "bread"], language)
                library.add(
                    IngestedDocument(record, tuple(pages), tuple(passages)),
                    root / record.source,
                    root / record.source,
                    "stated",
                )
        library.index_words()
        library.embedding_queue.run()
        return library

    with build("all", True) as everything, build("visible", False) as visible:
        for filters in (Filters(), Filters(language="it"), Filters(year_from=2020)):
            a, b = (search(lib, "clean water", ANONYMOUS, filters, k=50) for lib in (everything, visible))
            assert {h.document.id for h in a.hits} == {h.document.id for h in b.hits}
            assert (a.total, a.facets) == (b.total, b.facets)


def test_an_embargo_hides_until_its_day(put: Put, library: Library) -> None:
    put(document("secret", embargo_until="2999-01-01"), "Clean water.")
    assert found(library, "water", ANONYMOUS) == []
    assert found(library, "water", OWNER) == ["secret"]
    with pytest.raises(NotFound) as hidden:
        open_document(library, "secret", ANONYMOUS)
    with pytest.raises(NotFound) as absent:
        open_document(library, "absent", ANONYMOUS)
    assert str(hidden.value).replace("secret", "") == str(absent.value).replace("absent", "")

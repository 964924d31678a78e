"""Statistics of the documents that a reader may see."""

from pathlib import Path

from ingest.pipeline import ingest
from ingest.sources.discover import Options
from kb.explore.overview import overview
from kb.library import Library
from kb.model import ANONYMOUS, OWNER
from tests.conftest import Put
from tests.fakes import document


def test_an_empty_library_has_no_years(library: Library) -> None:
    found = overview(library, OWNER)
    assert (found.documents, found.pages, found.years, found.recent) == (0, 0, None, ())


def test_only_what_may_be_seen_is_counted(put: Put, library: Library) -> None:
    for number, (kind, year) in enumerate((("thesis", 2018), ("thesis", 2021), ("report", None), ("course", 2020))):
        put(document(f"d{number}", kind=kind, year=year, language="it"), "Acqua.", embed=False)
    put(document("secret", kind="report", year=2024, access="internal", page_count=50), "Oro.", embed=False)
    public, own = overview(library, ANONYMOUS), overview(library, OWNER)
    assert (public.documents, public.pages, public.years) == (4, 4, (2018, 2021))
    assert public.kinds == {"thesis": 2, "report": 1, "course": 1} and public.languages == {"it": 4}
    assert (own.documents, own.pages, own.years) == (5, 54, (2018, 2024))
    assert [d.id for d in public.recent] == ["d1", "d3", "d0", "d2"] and own.recent[0].id == "secret"


def test_each_of_the_latest_works_is_shown_in_one_edition(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    text = " ".join(
        f"The well of the village {one}{two} is dug in the dry season." for one in "abcdefgh" for two in "aeiou"
    )
    for name, shown in (
        ("a.md", f"# Wells\n\n{text}"),
        ("b.html", f"<h1>Wells</h1><p>{text}"),
        ("c.md", "# Bees\n\nHoney."),
    ):
        (folder / name).write_text(shown)
    ingest(library, [folder], Options())
    found = overview(library, OWNER)
    assert found.documents == 3 and sorted(work.title for work in found.recent) == ["Bees", "Wells"]


def test_rows_of_a_table_are_no_pages(put: Put, library: Library) -> None:
    put(document("thesis", page_count=3), "Acqua.", embed=False)
    put(document("catalogue", format="csv", page_count=1192), "titolo: Acqua.", embed=False)
    found = overview(library, OWNER)
    assert (found.documents, found.pages) == (2, 3)

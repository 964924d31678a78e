"""Citations between documents of the library."""

from kb.explore.references import Titles, references
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Named
from tests.conftest import SAMPLE, Put
from tests.fakes import document


def test_entries_of_bibliographies_are_matched_to_titles_that_are_held() -> None:
    titles = Titles(
        {
            1: document("one", title="Abitare insieme. Accoglienza per famiglie", year=2021, people=(Named("Martina Riva", "author"),)),
            2: document("two", title="The energy of rural schools in Zambezia", year=2019, people=(Named("Ada Nero", "author"),)),
        }
    )  # fmt: skip
    cases = {
        "Riva M., Abitare insieme, tesi di laurea, 2021.": 1,
        "M. Riva (2021). Abitare insieme: accoglienza per famiglie.": 1,
        "Riva M., Abitare insieme agli altri, 2021.": None,
        "Rossi P., Abitare insieme, 2021.": None,
        "Riva M., Abitare insieme, 2011.": None,
        "Anonymous, The energy of rural schools in Zambezia, 2020.": 2,
        "Anonymous, The energy of rural schools, 2019.": None,
        "": None,
    }
    assert {entry: titles.find(entry) for entry in cases} == cases


def test_citations_are_found_both_ways_among_what_may_be_seen(sample: Library) -> None:
    import tomllib

    rows = tomllib.loads((SAMPLE / "sources" / "references.toml").read_text())["cites"]
    found, documents = references(sample, OWNER), sample.documents(sample.catalogue.numbers().tolist())
    pairs = {(documents[n].source, r.document.source) for n, cites in found.cites.items() for r in cites}
    assert pairs == {(a, b) for a, b in rows}
    back = {(r.document.source, documents[n].source) for n, by in found.cited_by.items() for r in by}
    assert back == pairs
    public = references(sample, ANONYMOUS)
    assert not any("ageing" in r.document.source for refs in public.cited_by.values() for r in refs)


def test_a_document_does_not_cite_itself(put: Put, library: Library) -> None:
    put(document("one", title="Bees on the roofs of schools"), "Bees on the roofs of schools. Rossi, 2020.")
    assert references(library, OWNER).cites == {}

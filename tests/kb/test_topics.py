"""Topics and the map: bilingual, stable when documents are added, near where alike; and who cites whom."""

import random
from pathlib import Path

import pytest

from kb.explore.references import Titles, references
from kb.explore.themes import themes
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Named, Passage
from kb.subjects.lists import Lists
from kb.subjects.topics import cluster, concept_counts, layout
from tests.conftest import Put
from tests.fakes import document

CORPORA = Path(__file__).parent.parent.parent / "corpora"
CONCEPTS = Lists(CORPORA, CORPORA / "glossary.csv").concepts


def of(text: str, language: str) -> dict[str, int]:
    return concept_counts("", language, [Passage(1, "d", 1, "1", 0, len(text), text, "", language)], CONCEPTS)


def test_a_document_has_the_same_profile_in_either_language() -> None:
    italian, english = (
        of("L'acqua della scuola e il mercato della città.", "it"),
        of("The water of the school and the market of the city.", "en"),
    )
    assert italian == english and len(italian) == 4
    assert {CONCEPTS.name(concept, "it") for concept in italian} >= {"acqua", "scuola"}
    assert {CONCEPTS.name(concept, "en") for concept in english} >= {"water", "school"}
    assert concept_counts("", "it", [Passage(1, "d", 1, "1", 0, 5, "acqua", "", "it", "references")], CONCEPTS) == {}


def random_profiles(seed: int, count: int) -> dict[int, dict[str, int]]:
    chance = random.Random(seed)
    fields = [[f"{name}{at}" for at in range(12)] for name in "abcde"]
    return {n: {c: chance.randint(1, 9) for c in chance.sample(chance.choice(fields), 8)} for n in range(1, count + 1)}


@pytest.mark.parametrize("seed", range(5))
def test_what_comes_later_moves_no_document_out_of_its_topic(seed: int) -> None:
    profiles = random_profiles(seed, 60)
    early = {n: p for n, p in profiles.items() if n <= 40}
    before, after = cluster(early), cluster(profiles)
    assert {frozenset(t.documents) for t in before} == {frozenset(n for n in t.documents if n <= 40) for t in after} - {
        frozenset()
    }
    assert len(after) <= 12 and sorted(n for t in after for n in t.documents) == list(profiles)


def test_the_map_puts_alike_near_and_always_the_same() -> None:
    profiles = {
        n: {f"a{at}": 3 for at in range(8)} if n <= 10 else {f"b{at}": 3 for at in range(8)} for n in range(1, 21)
    }
    profiles = {n: {**p, f"own{n}": 1} for n, p in profiles.items()}
    places = layout(profiles)
    assert places == layout(dict(reversed(profiles.items())))
    xs = [places[n][0] for n in range(1, 21)]
    assert max(xs[:10]) < min(xs[10:]) or min(xs[:10]) > max(xs[10:])
    assert all(-1 <= value <= 1 for point in places.values() for value in point)
    assert layout({}) == {} and layout({1: {"a": 1}}) == {1: (0.0, 0.0)}


def test_the_sample_falls_into_topics_of_both_languages(sample: Library) -> None:
    found = themes(sample, OWNER)
    groups = [{d.source for d in topic.documents} for topic in found.topics]
    assert {"tesi/tesi-cibo-che-resta.pdf", "progetti/report-food-rescue.html"} <= next(
        g for g in groups if any("cibo" in s for s in g)
    )
    assert {"progetti/report-rift-water-midterm.pdf", "tesi/thesis-clear-wells.pdf"} in groups
    assert len(found.points) == 27 and len(themes(sample, ANONYMOUS).points) == 26


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

    rows = tomllib.loads((CORPORA / "polisocial-sample" / "sources" / "references.toml").read_text())["cites"]
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

"""Who knows, what a need meets, what an idea shares with what there is: over the sample library and small ones."""

import io
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from bench.people import found_first
from kb.clock import today
from kb.errors import NotFound
from kb.explore.needs import match, parts_of
from kb.explore.prior_work import prior_work
from kb.explore.themes import themes
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Filters, Named
from kb.output.need_report import table, word
from kb.people.directory import directory
from kb.people.experts import experts
from kb.search.scope import all_documents
from kb.search.search import search
from tests.conftest import SAMPLE, Put
from tests.fakes import document

NEED = (
    "Siamo una piccola cooperativa di Lodi. Vorremmo aiutare famiglie straniere che lavorano ma non trovano casa in affitto. "
    "Ci servirebbe un'app per prenotare le lavatrici a gettoni. Grazie!"
)
IDEA = (
    "I want to interview thirty women in Milan about waiting for the tram at night, with the association Sportello Donna, and to map "
    "the lighting with GIS."
)


def test_the_right_people_are_found_for_topics_in_other_words(sample: Library) -> None:
    import tomllib

    topics = tomllib.loads((SAMPLE / "sources" / "experts.toml").read_text())["topics"]
    measured = found_first(sample, topics)
    assert measured["topics"] >= 40
    assert measured["person in the first 3"] >= 0.85 and measured["organisation in the first 3"] >= 0.85


def test_everyone_named_has_a_passage_that_proves_it(sample: Library) -> None:
    found = experts(sample, "recupero delle eccedenze alimentari", OWNER)
    for expert in (*found.people, *found.organisations):
        assert 1 <= len(expert.evidence) <= 3 and expert.documents >= 1 and expert.roles
        own = {part.document.id for part in expert.entity.parts}
        assert {hit.document.id for hit in expert.evidence} <= own
    assert "Politecnico di Milano" not in [e.entity.name for e in found.organisations], "a university knows everything"


def test_nobody_knows_what_no_document_says(sample: Library) -> None:
    for topic in ("quantum chromodynamics on the lattice", "xyzzy plugh", "   "):
        found = experts(sample, topic, OWNER)
        assert found.people == () and found.organisations == () and found.searched == 27


def test_recent_work_and_a_leading_part_count_more(put: Put, library: Library) -> None:
    text = "Beekeeping on the roofs of schools gives honey."
    new = today().year
    people = (Named("Old Hand", "author"), Named("Second Hand", "co-supervisor"))
    put(document("old", year=new - 40, people=people), text)
    put(
        document("new", year=new, people=(Named("New Hand", "author"), Named("Young Hand", "co-supervisor"))),
        text + " Much of it.",
    )
    order = [expert.entity.name for expert in experts(library, "beekeeping on roofs", OWNER).people]
    assert order == ["New Hand", "Young Hand", "Old Hand", "Second Hand"]


def test_experts_are_those_of_documents_that_may_be_seen(put: Put, library: Library) -> None:
    put(document("open", people=(Named("Ada Rossi", "author"),)), "Beekeeping on roofs.")
    put(
        document("closed", access="internal", people=(Named("Secret Bee", "author"), Named("A. Rossi", "author"))),
        "Beekeeping on roofs at night.",
    )
    assert [e.entity.name for e in experts(library, "beekeeping", ANONYMOUS).people] == ["Ada Rossi"]
    assert directory(library, ANONYMOUS).people["ada-rossi"].also == ()
    assert "Secret Bee" in [e.name for e in directory(library, OWNER).people.values()]
    with pytest.raises(NotFound):
        directory(library, ANONYMOUS).find("person", "secret-bee")


def test_curators_words_on_names_outlive_ingestion(put: Put, library: Library) -> None:
    first = document("one", people=(Named("Ada Rossi", "author"),))
    put(first, "Bees.")
    put(document("two", people=(Named("Ada Rossi Bianchi", "author"),)), "Wasps.")
    name_rules = library.catalogue.name_rules
    name_rules.set("person", "Ada Rossi Bianchi", ("same", "Ada Rossi"))
    assert [len(e.parts) for e in directory(library, OWNER).people.values()] == [2]
    put(replace(first, content_hash="f" * 64), "Bees, once more.")
    assert [len(e.parts) for e in directory(library, OWNER).people.values()] == [2]
    name_rules.set("person", "Ada Rossi Bianchi", None)
    assert len(directory(library, OWNER).people) == 2


def test_who_asks_to_be_hidden_appears_nowhere_while_the_documents_stay(put: Put, library: Library) -> None:
    shy, other = Named("Ada Rossi", "author"), Named("Ugo Neri", "supervisor")
    put(document("one", people=(shy, other)), "Bees live on roofs.")
    library.catalogue.name_rules.set("person", "Ada Rossi", ("hidden", ""))
    library.index_words()
    (found,) = all_documents(library, OWNER)
    assert found.people == (other,)
    assert [e.name for e in directory(library, OWNER).people.values()] == ["Ugo Neri"]
    assert search(library, "author:rossi", OWNER).total == 0 and not any(
        hit.score for hit in search(library, "Rossi", OWNER).hits
    )
    assert [e.entity.name for e in experts(library, "bees on roofs", OWNER).people] == ["Ugo Neri"]
    # A correction of something else, made while the name is hidden, doesn't lose it.
    library.correct(
        replace(found, year=1999),
        library.catalogue.path("one"),
        {"year": "1999"},
        library.catalogue.metadata.fields("one"),
    )
    library.catalogue.name_rules.set("person", "Ada Rossi", None)
    library.index_words()
    (found,) = all_documents(library, OWNER)
    assert set(found.people) == {shy, other} and found.year == 1999
    assert search(library, "author:rossi bees", OWNER).total == 1


def test_a_need_is_taken_apart_and_what_nobody_did_is_said(sample: Library) -> None:
    found = match(sample, NEED, OWNER)
    assert [bool(part.hits) for part in found.parts] == [True, False]
    assert [part.text for part in found.uncovered] == ["Ci servirebbe un'app per prenotare le lavatrici a gettoni."]
    assert found.works["report"][0].document.source == "progetti/relazione-porte-aperte.pdf"
    came = found.works["report"][0].came_of_it
    assert came is not None and "Che cosa resta" in came.heading
    assert found.works["thesis"][0].document.source == "tesi/tesi-abitare-insieme.pdf"
    assert "Cooperativa La Soglia" in [e.entity.name for e in found.experts.organisations]
    assert ("Corvetto", 2) in found.places and found.searched == 27


def test_a_need_in_english_meets_italian_works(sample: Library) -> None:
    found = match(
        sample,
        "Fruit is thrown away when our market closes; we want to collect it by bike and give it to families.",
        OWNER,
    )
    sources = {work.document.source for works in found.works.values() for work in works}
    assert {"tesi/tesi-cibo-che-resta.pdf", "progetti/report-food-rescue.html"} <= sources


@pytest.mark.parametrize(
    ("need", "parts"),
    [
        (
            "We are a charity in Leeds. We collect bikes; old ones get repaired. Thank you.",
            ["We collect bikes", "old ones get repaired."],
        ),
        ("Help!", []),
        ("", []),
    ],
)
def test_the_parts_of_a_need(need: str, parts: list[str]) -> None:
    assert parts_of(need) == parts


def test_a_need_without_anything_in_it_is_answered_too(sample: Library) -> None:
    for need in ("", "?", "Grazie", "x" * 20_000):
        found = match(sample, need, OWNER)
        assert found.works == {} and found.experts.people == ()


def test_a_need_can_be_taken_along(sample: Library) -> None:
    found = match(sample, NEED, OWNER)
    paper = docx.Document(io.BytesIO(word(found, "http://library", lambda text, **values: text.format(**values))))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "Porte Aperte" in text and "http://library/documents/" in text and "lavatrici" in text
    lines = table(found, "http://library").decode("utf-8-sig").splitlines()
    assert lines[0].startswith("section,name") and any(line.startswith("not covered,Ci servirebbe") for line in lines)


def test_an_idea_is_set_beside_the_closest_works(sample: Library) -> None:
    found = prior_work(sample, IDEA, OWNER)
    work = found.works[0]
    assert work.document.source == "tesi/thesis-night-stops.pdf"
    assert {("people", "women"), ("place", "Milano"), ("method", "mapping")} <= {
        (t.aspect, t.label) for t in work.shared
    }
    assert ("method", "interviews") in {(t.aspect, t.label) for t in work.yours}
    assert any(t.aspect == "partner" and t.label.startswith("Sportello Donna") for t in work.shared)
    assert {(t.aspect, t.label) for t in work.theirs}.isdisjoint((t.aspect, t.label) for t in found.traits)
    assert prior_work(sample, "", OWNER).works == () and found.documents[0] == work.document


def test_goals_and_places_can_be_searched_and_counted(sample: Library) -> None:
    found = search(sample, "sdg:6", OWNER, k=50)
    assert {hit.document.source for hit in found.hits} == {
        "tesi/thesis-clear-wells.pdf",
        "progetti/report-rift-water-midterm.pdf",
    }
    assert {f.value: f.count for f in found.facets["goal"]}["6"] == found.total == 2
    by_filter = search(sample, "scuola", OWNER, Filters(goal="4", place="Milan"), k=50)
    assert by_filter.total and {f.value for f in by_filter.facets["place"]} >= {"Milano"}
    assert search(sample, "place:Mantua", OWNER).total == 1, "Mantua is Mantova"
    assert search(sample, "sdg:99 acqua", OWNER).hits, "what can't be a goal is a word like any other"
    counted = themes(sample, OWNER)
    assert counted.documents == 27 and {entry.goal: entry.count for entry in counted.goals}["6"] == 2
    assert sum(count for _, kinds in counted.years for count in kinds.values()) + counted.undated == 27


def test_goals_of_what_is_hidden_are_not_counted(sample: Library) -> None:
    own, public = themes(sample, OWNER), themes(sample, ANONYMOUS)
    assert public.documents == 26
    assert {g.goal: g.count for g in own.goals}["3"] == {g.goal: g.count for g in public.goals}["3"] + 1


def test_other_lists_label_the_documents_anew(library: Library, put: Put, tmp_path: Path) -> None:
    put(document("one", title="Bees", people=()), "Bees on the roof, bees in the yard.")
    assert library.goals() == {}
    lists = tmp_path / "lists"
    lists.mkdir()
    (lists / "goals.toml").write_text('[15]\nname = { it = "Terra", en = "Land" }\nit = []\nen = ["bees"]\n')
    (lists / "places.csv").write_text("name,also,latitude,longitude\n")
    home = library.settings
    library.close()
    with Library(replace(home, vocabularies=lists), writable=True) as again:
        assert [[goal.goal for goal in goals] for goals in again.goals().values()] == [["15"]]

"""Topics, goals, places and years of the documents that a reader may see."""

from kb.explore.themes import themes
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Filters
from kb.search.search import search


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
    in_lombardy = search(sample, "place:Lombardia", OWNER)
    assert in_lombardy.total > by_filter.total, "a place holds those within it"
    assert {f.value: f.count for f in in_lombardy.facets["place"]}["Lombardia"] == in_lombardy.total
    assert search(sample, "sdg:99 acqua", OWNER).hits, "what can't be a goal is a word like any other"
    counted = themes(sample, OWNER)
    assert counted.documents == 27 and {entry.goal: entry.count for entry in counted.goals}["6"] == 2
    assert sum(count for _, kinds in counted.years for count in kinds.values()) + counted.undated == 27


def test_goals_of_what_is_hidden_are_not_counted(sample: Library) -> None:
    own, public = themes(sample, OWNER), themes(sample, ANONYMOUS)
    assert public.documents == 26
    assert {g.goal: g.count for g in own.goals}["3"] == {g.goal: g.count for g in public.goals}["3"] + 1


def test_the_sample_falls_into_topics_of_both_languages(sample: Library) -> None:
    found = themes(sample, OWNER)
    groups = [{d.source for d in topic.documents} for topic in found.topics]
    assert {"tesi/tesi-cibo-che-resta.pdf", "progetti/report-food-rescue.html"} <= next(
        g for g in groups if any("cibo" in s for s in g)
    )
    assert {"progetti/report-rift-water-midterm.pdf", "tesi/thesis-clear-wells.pdf"} in groups
    assert len(found.points) == 27 and len(themes(sample, ANONYMOUS).points) == 26

"""Themes of the library: goals, topics, years and places, as charts with tables and as CSV."""

import csv
import io

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.explore.themes import TopicCount
from kb.explore.themes import themes as count
from kb.library import Library
from kb.output.bibliography import safe_cells
from web.dependencies import TheReader, TheServices
from web.render.documents_map import documents_map
from web.render.downloads import attachment
from web.render.maps import maps
from web.render.templates import chosen_language

router = APIRouter(include_in_schema=False)
_DIGITS = 6  # of the number of a topic


@router.get("/themes")
def themes(request: Request, services: TheServices, reader: TheReader, topic: str = "") -> Response:
    """Goals, topics, years and places of the documents; with `topic`, the map of documents is drawn around that topic."""
    library = services.library
    found = count(library, reader)
    language = chosen_language(request)
    return services.templates.render(
        request, "themes.html", themes=found, maps=maps(found.places),
        documents_map=documents_map(
            found, [topic_name(library, topic, language) for topic in found.topics],
            int(topic) if topic.isdecimal() and len(topic) < _DIGITS else None,
        ),
        topic_name=lambda topic: topic_name(library, topic, language),
        goal_name=lambda goal: library.lists.goals.name(goal, language),
        most_goals=max((entry.count for entry in found.goals), default=1),
        most_years=max((sum(kinds.values()) for _, kinds in found.years), default=1),
    )  # fmt: skip


def topic_name(library: Library, topic: TopicCount, language: str) -> str:
    """The phrases that name a topic in a language, else those in the language of its documents, else its concepts."""
    concepts = (library.lists.concepts.name(concept, language) for concept in topic.concepts)
    written = next((phrases for phrases in (topic.phrases.get(language), *topic.phrases.values()) if phrases), None)
    return " · ".join(written or concepts)


@router.get("/themes.csv")
def table(request: Request, services: TheServices, reader: TheReader) -> Response:
    """The same counts as CSV, one per line."""
    library = services.library
    found = count(library, reader)
    language = chosen_language(request)
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(["theme", "value", "kind", "documents"])
    for goal in found.goals:
        writer.writerow(["goal", f"{goal.goal} {library.lists.goals.name(goal.goal, language)}", "", goal.count])
        for year, number in sorted(goal.years.items()):
            writer.writerow(["goal by year", f"{goal.goal} {year}", "", number])
    for topic in found.topics:
        writer.writerow(safe_cells(["topic", topic_name(library, topic, language), "", len(topic.documents)]))
    for year, kinds in found.years:
        for kind, number in kinds.items():
            writer.writerow(["year", year, kind, number])
    for place in found.places:
        writer.writerow(safe_cells(["place", place.name, "", place.count]))
    return attachment(written.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", "themes.csv")

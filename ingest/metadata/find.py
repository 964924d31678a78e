"""Metadata found in a document: title, people, year, kind, language, abstract and other facts. Pure functions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.layout.structure import is_contents
from ingest.metadata.front_matter import find_abstracts, find_facts
from ingest.metadata.organisations import find_organisations
from ingest.metadata.people import find_people, find_universities
from ingest.metadata.titles import Title, find_title
from ingest.readers.records import Parsed, RawPage
from kb.model import KINDS, Field, Kind, Named
from kb.text.languages import detect
from kb.text.normalise import fold

_SHORTEST_ABSTRACT = 60  # characters of a file's description; by judgement
_YEAR = r"(?:19[89]\d|20[0-4]\d)"
_ACADEMIC = re.compile(
    rf"(?:anno\s+acc(?:ademico)?\.?|a\.?\s?a\.?|academic\s+year|session[ei]?)\D{{0,20}}({_YEAR})\s*[/\-–—]\s*((?:20)?\d\d)\b",
    re.I,
)
_SPAN = re.compile(rf"\b({_YEAR})\s*[/\-–—]\s*((?:20)?\d\d)\b")
_PLAIN_YEAR = re.compile(rf"(?<![\d.,/])({_YEAR})(?![\d,/]|\.\d)")
_CUES: dict[Kind, re.Pattern[str]] = {
    "thesis": re.compile(
        r"tesi\s+(?:di\s+laurea|magistrale|triennale|in|sperimentale|di dottorato)|relator[ei]|relatrice|correlator|candidat[oa]\b|thesis"
        r"|dissertation|laureand|prova\s+finale|corso\s+di\s+laurea|supervis(?:or|ed by)|in partial fulfil|degree of|elaborato finale"
        r"|executive summary of the|final year project|undergraduate|bachelor'?s|master'?s"
    ),
    "course": re.compile(
        r"esercitazion|laborator(?:io|y) ?#?\d|appunti|dispens[ae]|lezion[ei]|lectures?\b|slides?\b|syllabus|course\b|corso (?:di|per)\b"
        r"|esercizi|tutorial|training|workshop|homework|exercises?|docente\b|instructor|summer school|\bclass\b|teaching|lesson"
    ),
    "report": re.compile(
        r"report\b|rapporto|relazione (?:annuale|finale|di missione|tecnica)|annual|policy brief|white paper|bilancio"
        r"|progetto\b|project (?:summary|description)"
    ),
}  # fmt: skip


@dataclass(frozen=True)
class FoundMetadata:
    """Metadata found in a document; "" or None if nothing was. `fields` has every value with origin and confidence."""

    title: str
    kind: Kind
    language: str
    year: int | None
    people: tuple[Named, ...]
    organisations: tuple[Named, ...]
    abstract: str
    fields: tuple[Field, ...]


def find_metadata(parsed: Parsed, pages: Sequence[tuple[RawPage, str]], name: str) -> FoundMetadata:
    """Metadata from the first pages, the file's properties and, last, its `name` without extension."""
    front = _front_pages(pages)
    people = find_people(parsed, front)
    organisations = (*find_universities(front), *find_organisations([text for _, text in pages]))
    title = find_title(parsed, front, name, [person.name for person in people])
    kind = _kind(parsed, pages, f"{title.text} {name}")
    language = Field("language", _language(pages), "text", 0.95)
    year = _year(parsed, pages, kind.value, title)
    whole = title.whole if kind.value != "thesis" else title.text
    abstracts = find_abstracts(pages) or _stated_abstract(parsed)
    facts = list(find_facts(pages, kind.value))
    if not any(fact.name == "keywords" for fact in facts):
        facts += [Field("keywords", word, "file", 0.7) for word in dict.fromkeys(parsed.properties.keywords)]
    fields = [
        Field("title", whole, title.origin, title.confidence),
        *([Field("subtitle", title.subtitle, title.origin, title.confidence)] if title.subtitle else []),
        kind,
        language,
        *([year] if year else []),
        *(Field(person.role, person.name, "front page", 0.8) for person in people),
        *(Field(named.role, named.name, "front page", 0.8) for named in organisations),
        *(Field("abstract", abstract, "text", 0.8) for abstract in abstracts),
        *facts,
    ]
    return FoundMetadata(
        whole,
        kind.value,  # type: ignore[arg-type]
        language.value,
        int(year.value) if year else None,
        people,
        organisations,
        abstracts[0] if abstracts else "",
        tuple(fields),
    )


def _stated_abstract(parsed: Parsed) -> list[str]:
    """The file's own description, if it is long enough to be more than a note."""
    description = parsed.properties.description
    return [description] if len(description) >= _SHORTEST_ABSTRACT else []


def _front_pages(pages: Sequence[tuple[RawPage, str]]) -> list[RawPage]:
    return [page for page, text in pages[:4] if page.lines and not is_contents(text)][:2]


def _language(pages: Sequence[tuple[RawPage, str]]) -> str:
    """The language of the body, from a sample of up to twelve pages over the whole document."""
    texts = [text for _, text in pages if len(text) > 200 and not is_contents(text)] or [text for _, text in pages]
    step = max(1, len(texts) // 12)
    return detect(" ".join(text[:1500] for text in texts[::step]))


def _kind(parsed: Parsed, pages: Sequence[tuple[RawPage, str]], title: str) -> Field:
    front = fold(" ".join([re.sub(r"[_\-]+", " ", title), *(text[:1500] for _, text in pages[:3])]))
    scores = {kind: len(set(cue.findall(front))) for kind, cue in _CUES.items()}
    scores["thesis"] *= 2
    if parsed.format in ("pptx", "notebook"):
        scores["course"] += 4
    if parsed.format in ("csv", "json"):
        scores["report"] += 4
    if any(page.width > page.height for page, _ in pages[:1]) and len(pages) > 5:
        scores["course"] += 1
    best = max(KINDS[:3], key=lambda kind: scores[kind])
    if scores[best]:
        return Field("kind", best, "front page", round(scores[best] / sum(scores.values()), 2))
    opening = fold(" ".join(text for _, text in pages[:8]))
    calls_itself_thesis = re.search(
        r"\b(?:this|my|the) (?:\w+ )?thesis\b|\b(?:questa|presente|mia) tesi\b|my supervisor", opening
    )
    return Field("kind", "thesis", "text", 0.6) if calls_itself_thesis else Field("kind", "other", "text", 0.3)


def _year(parsed: Parsed, pages: Sequence[tuple[RawPage, str]], kind: str, title: Title) -> Field | None:
    """The year of publication: the one on the front pages, or that of the file.

    For a thesis it is the second year of the academic year. For a course or report that names two years, and for a report
    about a year, the file's date decides: a report on 2023 appears in 2024.
    """
    made = parsed.properties.year
    front = [text for _, text in pages[:3] if text.strip()]
    found = _stated_years(front)
    if found is None:
        return Field("year", str(made), "file", 0.5) if made else None
    first, last = found
    if kind != "thesis" and made in (first, last):
        return Field("year", str(made), "front page", 0.8)
    if kind == "report" and made == last + 1 and str(last) in title.whole:
        return Field("year", str(made), "file", 0.7)
    if first == last and made is not None and last > made:
        return Field("year", str(made), "file", 0.5)
    return Field("year", str(last), "front page", 0.9)


def _stated_years(front: Sequence[str]) -> tuple[int, int] | None:
    """(first, last) year of an academic year or other span on the front pages; both the same for a single year."""
    for pattern in (_ACADEMIC, _SPAN):
        for text in front[: 2 if pattern is _SPAN else 3]:
            if match := pattern.search(text):
                second = int(match[2]) if len(match[2]) == 4 else int(match[1][:2] + match[2])
                if 0 <= second - int(match[1]) <= 1:
                    return int(match[1]), second
    for text in front[:2]:
        if years := _PLAIN_YEAR.findall(text[:2500]):
            latest = max(int(year) for year in years)
            return latest, latest
    return None

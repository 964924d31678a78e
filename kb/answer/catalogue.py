"""Answers questions that the catalogue knows: who supervised, how many works, which of a year or place, how long, in which language."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from kb.answer.records import Answer, CatalogueAnswer
from kb.library import Library
from kb.model import Document, Filters, Reader
from kb.people.directory import Entity, directory
from kb.questions.catalogue_intent import PASSAGES, classes, intent
from kb.questions.named import years_in
from kb.search.scope import Scope, open_scope
from kb.search.topical import proving_hits
from kb.text.languages import detect_query
from kb.text.normalise import WORD, fold
from kb.text.stopwords import STOPWORDS
from kb.text.terms import text_terms
from kb.translations import translator

_KINDS = {
    "thesis": r"\b(?:tesi|thes[ie]s|dissertation\w*)\b",
    "course": r"\b(?:cors[oi]|courses?)\b",
    "report": r"\b(?:rapport[oi]|relazion[ei]|reports?)\b",
}
_TONGUES = {
    "it": r"\bin ital",
    "en": r"\bin (?:ingl|engl)",
    "fr": r"\bin (?:franc|fren)",
    "es": r"\bin spa",
    "de": r"\bin (?:ted|ger)",
}
_DEPARTMENT = re.compile(
    r"\b(?:dipartimento|department)\s+(?:d[ie]\w*|of)\s+((?:[A-Za-zÀ-ÿ]+\s?)+?)(?=\s+(?:ci|are|is|sono|there)\b|[?,.]|$)",
    re.I,
)
_SINCE = re.compile(r"\b(?:dal|since|from|after|dopo)\s+(?:il\s+)?(?=\d{4})", re.I)
_STRAY = 1  # words before the work's name that belong to no class: more ask for what stands in it
_BEST = 12  # passages whose documents may be the work that is meant
_SAYS_NOTHING = STOPWORDS["it"] | STOPWORDS["en"]
SUPERVISOR = "supervisor"


@dataclass(frozen=True)
class _Asked:
    """What a question to the catalogue narrows: filters, people or organisations, and a topic."""

    intent: str
    filters: Filters
    entity: Entity | None
    role: str
    topic: str


def from_catalogue(
    library: Library, question: str, reader: Reader, filters: Filters | None = None
) -> CatalogueAnswer | None:
    """The catalogue's answer among what the reader may see; None for a question about what stands in documents."""
    wanted = intent(question)
    if wanted == PASSAGES or _asks_more(question):
        return None
    asked = _asked(library, question, wanted, reader, filters or Filters())
    if wanted in ("count", "works", "exists"):
        return _works(library, question, asked, reader)
    work = _work_meant(library, asked, reader)
    return _attribute(question, asked, work) if work else None


def with_catalogue(answer: Answer, found: CatalogueAnswer) -> Answer:
    """An answer made of quotes with the catalogue's statement before them; quotes of other works are left out."""
    ids = {work.id for work in found.works}
    kept = tuple(citation for citation in answer.citations if citation.document.id in ids)
    numbered = tuple(replace(citation, number=number) for number, citation in enumerate(kept, 1))
    is_none = not found.works and found.value in (0, "")
    return replace(
        answer, text=found.text, refused=is_none, citations=numbered, near=answer.near if is_none else (), table=None, instead=(),
        model="catalogue", catalogue=found,
    )  # fmt: skip


def _asks_more(question: str) -> bool:
    """Whether words that say nothing to the catalogue stand before the work: "which pollutant … in the thesis"."""
    sequence, words = classes(question), WORD.findall(fold(question))
    before = sequence.index("WORK") if "WORK" in sequence else 1
    said = [kind for kind, word in zip(sequence[:before], words, strict=False) if word not in _SAYS_NOTHING]
    return said.count("_") > _STRAY


def _asked(library: Library, question: str, wanted: str, reader: Reader, filters: Filters) -> _Asked:
    known = directory(library, reader)
    entity = _named(question, (*known.people.values(), *known.organisations.values()))
    rest = question if entity is None else re.sub(re.escape(entity.name), " ", question, flags=re.I)
    years = sorted(years_in(rest))
    if years:
        filters = replace(filters, year_from=int(years[0]), year_to=None if _SINCE.search(rest) else int(years[-1]))
    for kind, pattern in _KINDS.items():
        if re.search(pattern, rest, re.I):
            filters = replace(filters, kind=filters.kind or kind)
            break
    language = next(
        (code for code, pattern in _TONGUES.items() if wanted != "language" and re.search(pattern, rest, re.I)), None
    )
    if department := _DEPARTMENT.search(rest):
        filters, rest = replace(filters, department=department[1].strip()), _DEPARTMENT.sub(" ", rest)
    places = [] if entity else library.lists.places.named_in(rest)
    if places and wanted in ("count", "works", "exists"):
        filters = replace(filters, place=places[0].name)
        rest = re.sub(re.escape(places[0].name), " ", rest, flags=re.I)
    role = SUPERVISOR if "SUPERVISE" in classes(question) else ""
    return _Asked(wanted, replace(filters, language=filters.language or language), entity, role, _topic(rest, entity))


def _named(question: str, entities: Collection[Entity]) -> Entity | None:
    """The person or organisation that a question names in full, the longest name first; else a person by the family name alone."""
    words = f" {' '.join(WORD.findall(fold(question)))} "
    whole = [entity for entity in entities if f" {' '.join(WORD.findall(fold(entity.name)))} " in words]
    if whole:
        return max(whole, key=lambda entity: len(entity.name))
    capitals = {fold(word) for word in WORD.findall(question) if word[0].isupper()}
    family = [
        e for e in entities if e.kind == "person" and fold(e.name.split()[-1]) in capitals and len(e.name.split()) > 1
    ]
    return family[0] if len(family) == 1 else None


def _topic(rest: str, entity: Entity | None) -> str:
    """The words that say what the works are about: those of no class of the catalogue's questions."""
    own = set() if entity is None else {fold(word) for word in WORD.findall(entity.name)}
    words = [
        word
        for word, kind in zip(WORD.findall(rest), classes(rest), strict=True)
        if kind in ("_", "NAME") and fold(word) not in _SAYS_NOTHING | own and len(word) > 1
    ]
    return " ".join(words)


def _candidates(library: Library, asked: _Asked, reader: Reader) -> tuple[Scope, list[Document]]:
    """The documents that match, those about the topic best first, else by title."""
    scope = open_scope(library, reader, asked.filters)
    found = sorted(library.documents(scope.allowed).values(), key=lambda document: document.title.casefold())
    if asked.entity:
        ids = {part.document.id for part in asked.entity.parts if any(asked.role in role for role in part.roles)}
        found = [document for document in found if document.id in ids]
    if asked.topic and found:
        ids = {document.id for document in found}
        hits = proving_hits(scope, scope.analyse(asked.topic, prefixes=False))
        found = list({hit.document.id: hit.document for hit in hits if hit.document.id in ids}.values())
    return scope, found


def _works(library: Library, question: str, asked: _Asked, reader: Reader) -> CatalogueAnswer | None:
    narrows = asked.filters != Filters() or asked.entity or asked.topic
    if not narrows and asked.intent != "count":
        return None
    _, found = _candidates(library, asked, reader)
    _ = translator(detect_query(question))
    if not found:
        text = _("The catalogue has no work that matches.")
    elif len(found) == 1:
        text = _("The catalogue has one work that matches: {title}.", title=found[0].title)
    else:
        text = _("The catalogue has {count} works that match.", count=len(found))
    return CatalogueAnswer(asked.intent, text, len(found), tuple(found), asked.topic, _list_filters(asked))


def _list_filters(asked: _Asked) -> Filters:
    """The filters of the list that shows the same works."""
    if asked.entity is None:
        return asked.filters
    name = asked.entity.name
    if asked.entity.kind == "organisation":
        return replace(asked.filters, partner=name)
    return replace(asked.filters, supervisor=name) if asked.role else replace(asked.filters, author=name)


def _work_meant(library: Library, asked: _Asked, reader: Reader) -> Document | None:
    """The work that a question names by its author, title or topic."""
    scope, found = _candidates(library, asked, reader)
    if not found or not (asked.topic or asked.entity):
        return None
    query = scope.analyse(asked.topic, prefixes=False) if asked.topic else None
    if query is None:
        return found[0] if len(found) == 1 else None

    def in_title(document: Document) -> float:
        return query.coverage(text_terms(document.title))

    return max(found[:_BEST], key=lambda document: (round(in_title(document), 1), -found.index(document)))


def _attribute(question: str, asked: _Asked, work: Document) -> CatalogueAnswer | None:
    _ = translator(detect_query(question))
    value: str | int | None
    if asked.intent in (SUPERVISOR, "author"):
        value = ", ".join(person.name for person in work.people if asked.intent in person.role)
    elif asked.intent == "pages":
        value = work.page_count
    else:
        value = _("in " + work.language) if asked.intent == "language" else work.year
    if not value:
        return None
    text = _STATED[asked.intent](_, work.title, value)
    return CatalogueAnswer(asked.intent, text, value, (work,), "", None)


Translated = Callable[..., str]
_STATED: dict[str, Callable[[Translated, str, str | int], str]] = {
    SUPERVISOR: lambda _, title, value: _("“{title}” was supervised by {value}.", title=title, value=value),
    "author": lambda _, title, value: _("“{title}” was written by {value}.", title=title, value=value),
    "pages": lambda _, title, value: _("“{title}” has {value} pages.", title=title, value=value),
    "language": lambda _, title, value: _("Language of “{title}”: {value}.", title=title, value=value),
    "year": lambda _, title, value: _("“{title}” is from {value}.", title=title, value=value),
}

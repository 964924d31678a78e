"""What a question to the catalogue narrows: filters, a person or organisation, a topic, the newest or longest; and the works that match."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from kb.library import Library
from kb.model import Document, Filters, Reader
from kb.people.directory import Entity, directory
from kb.questions.catalogue_intent import classes
from kb.questions.named import years_in
from kb.search.scope import Scope, open_scope
from kb.search.topical import proving_hits
from kb.text.languages import detect_query
from kb.text.normalise import WORD, fold
from kb.text.stopwords import STOPWORDS
from kb.text.terms import text_terms

_KINDS = {
    "thesis": r"\b(?:tesi|thes[ie]s|dissertation\w*)\b",
    "course": r"\b(?:cors[oi]|courses?)\b",
    "report": r"\b(?:rapport[oi]|relazion[ei]|reports?)\b",
}
_BY_PEOPLE = {"thesis": r"\b(?:student\w*|laureand[oi]|graduates?)\b"}  # "which students did she supervise"
# Words that a question to the catalogue may have beside its topic.
_IDLE = re.compile(
    r"tutt\w+|total\w*|altogether|progett[oi]|projects?|magistral\w+|triennal\w+|master\w*|bachelor\w*|laurea|write|entir\w+|whole|inter[oaie]|molt[oaie]|done|carried|made|conducted|fatt[oaie]|svolt[oaie]|condott[oaie]|contien\w*|contain\w*"
    r"|bibliotec\w+|librar(?:y|ies)|archiv\w+|catalog\w+|collection\w*|raccolta|mention\w*|came|come out|fammi|dimmi|dammi|existing|available|disponibil[ei]|present[ei]"
)
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
# "dal 2021" is since then, "from 2021" of that year unless "on" or "onwards" follows.
_SINCE = re.compile(
    r"\b(?:dal|since)\s+(?:il\s+)?(?=\d{4})|\b\d{4}\s+(?:on\b(?!\s+\w)|onwards?|in poi|in avanti)", re.I
)
_AFTER = re.compile(r"\b(?:after|dopo(?:\s+il)?|successiv\w+\s+al|later than)\s+(?=\d{4})", re.I)
_BEFORE = re.compile(r"\b(?:before|prima\s+del|precedent\w+\s+al|earlier than)\s+(?=\d{4})", re.I)
_UNTIL = re.compile(r"\b(?:until|up to|fino\s+al|entro\s+il)\s+(?=\d{4})", re.I)
_EXTREMES = {
    "newest": r"\b(?:più\s+(?:recent|nuov)\w+|most recent|latest|newest|ultim[oaie])\b",
    "oldest": r"\b(?:più\s+(?:vecchi|antic|datat)\w*|oldest|earliest|prim[ao]\s+(?:tesi|rapporto|lavoro|corso)|first (?:thesis|report|work|course))\b",
    "longest": r"\b(?:più\s+lung\w+|longest)\b",
    "shortest": r"\b(?:più\s+(?:cort|brev)\w+|shortest)\b",
}
_CAPITALISED = re.compile(r"[A-ZÀ-Ý][\w’'-]*(?:\s+[A-ZÀ-Ý][\w’'-]*)*")
OF_WORKS = ("count", "works", "exists")  # intents whose answer is a list of works
SAYS_NOTHING = STOPWORDS["it"] | STOPWORDS["en"]


@dataclass(frozen=True)
class Asked:
    """What a question to the catalogue narrows. `role` is that of the entity, "" for any; `extreme` is a key of `_EXTREMES` or ""."""

    intent: str
    filters: Filters
    entity: Entity | None
    role: str
    topic: str
    language: str  # of the question
    is_stated: bool  # whether a word such as "about" introduces the topic; else it may be no topic at all
    extreme: str = ""


def narrowed(library: Library, question: str, intent: str, reader: Reader, filters: Filters) -> Asked:
    """What a question of this intent narrows, beyond filters that are set already."""
    known = directory(library, reader)
    entity = _named(question, (*known.people.values(), *known.organisations.values()))
    rest = question if entity is None else re.sub(re.escape(entity.name), " ", question, flags=re.I)
    filters = _of_years(rest, filters)
    kinds = (*_KINDS.items(), *(_BY_PEOPLE.items() if intent in OF_WORKS else ()))
    kind = next((kind for kind, pattern in kinds if re.search(pattern, rest, re.I)), None)
    language = next(
        (code for code, pattern in _TONGUES.items() if intent != "language" and re.search(pattern, rest, re.I)), None
    )
    if department := _DEPARTMENT.search(rest):
        filters, rest = replace(filters, department=department[1].strip()), _DEPARTMENT.sub(" ", rest)
    places = [] if entity else library.lists.places.named_in(rest)
    if places and intent in OF_WORKS:
        filters = replace(filters, place=places[0].name)
        rest = _CAPITALISED.sub(
            lambda match: "" if library.lists.places.find(match[0]) == places[0] else match[0], rest
        )
    extreme = next((name for name, pattern in _EXTREMES.items() if re.search(pattern, rest, re.I)), "")
    if extreme:
        rest = re.sub(_EXTREMES[extreme], " ", rest, flags=re.I)
    role = "supervisor" if intent in OF_WORKS and "SUPERVISE" in classes(question) else ""
    filters = replace(filters, kind=filters.kind or kind, language=filters.language or language)
    return Asked(
        intent,
        filters,
        entity,
        role,
        _topic(rest, entity),
        detect_query(question),
        "ABOUT" in classes(rest),
        extreme if intent in OF_WORKS else "",
    )


def _of_years(rest: str, filters: Filters) -> Filters:
    """The filters with the years that a question names, and those before or after them."""
    years = sorted(int(year) for year in years_in(rest))
    if not years:
        return filters
    first, last = years[0], years[-1]
    if _AFTER.search(rest):
        return replace(filters, year_from=first + 1)
    if _SINCE.search(rest):
        return replace(filters, year_from=first)
    if _BEFORE.search(rest):
        return replace(filters, year_to=last - 1)
    return replace(filters, year_from=None if _UNTIL.search(rest) else first, year_to=last)


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
        if kind in ("_", "NAME")
        and fold(word) not in SAYS_NOTHING | own
        and len(word) > 1
        and not _IDLE.fullmatch(fold(word))
    ]
    return " ".join(words)


def matching(library: Library, asked: Asked, reader: Reader) -> tuple[Scope, dict[str, float], list[Document]]:
    """The scope, and the works that match: those about the topic best first, else by title.

    Also, by document id, the relevance (0..1) of each to the topic: 1 where the title has all its words.
    """
    scope = open_scope(library, reader, asked.filters)
    found = sorted(library.documents(scope.allowed).values(), key=lambda document: document.title.casefold())
    if asked.entity:
        ids = {part.document.id for part in asked.entity.parts if any(asked.role in role for role in part.roles)}
        found = [document for document in found if document.id in ids]
    relevance: dict[str, float] = {}
    if asked.topic and found:
        query = scope.analyse(asked.topic, prefixes=False, language=asked.language)
        for hit in proving_hits(scope, query):
            relevance.setdefault(hit.document.id, hit.probability)
        titled = [d.id for d in found if query.words and query.coverage(text_terms(d.title)) > _WHOLE_TITLE]
        relevance |= dict.fromkeys(titled, 1.0)
        about = sorted((d for d in found if d.id in relevance), key=lambda d: -relevance[d.id])
        # "What reports came out in 2021?" and "when did she finish her thesis?": the rest of the question says enough.
        is_known = asked.entity is not None or (
            asked.intent in OF_WORKS and asked.filters != Filters(kind=asked.filters.kind)
        )
        found = about if about or asked.is_stated or not is_known else found
    return scope, relevance, _extremes(asked.extreme, found)


_WHOLE_TITLE = 0.8  # share of a topic's words, translations counting less, with which a title names it


def _extremes(extreme: str, works: list[Document]) -> list[Document]:
    """The newest, oldest, longest or shortest of some works; all of them for ""."""
    if not extreme:
        return works

    def measure(work: Document) -> int:
        return (work.year or 0) if extreme in ("newest", "oldest") else work.page_count

    known = [work for work in works if measure(work)]
    best = (max if extreme in ("newest", "longest") else min)(map(measure, known), default=0)
    return [work for work in known if measure(work) == best]

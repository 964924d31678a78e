"""Works that match the restrictions of a question to the catalogue, and the one work that it means."""

from collections.abc import Callable

from kb.answer.catalogue.narrowing import OF_WORKS, CatalogueQuery
from kb.library import Library
from kb.model import Document, Filters, Reader
from kb.search.scope import Scope, open_scope
from kb.search.topical import proving_hits
from kb.text.terms import text_terms

_WHOLE_TITLE = 0.8  # share of a topic's words, translations counting less, with which a title names it
_BEST = 12  # works about a topic that may be the one that is meant


def matching_works(
    library: Library, asked: CatalogueQuery, reader: Reader
) -> tuple[Scope, dict[str, float], list[Document]]:
    """The scope, and the works that match: those about the topic best first, else by title.

    Also, by document id, the relevance (0..1) of each to the topic: 1 where the title has all its words.
    """
    scope = open_scope(library, reader, asked.filters)
    left_out = open_scope(library, reader, asked.without).allowed if asked.without != Filters() else ()
    numbers = [
        n
        for n in scope.allowed
        if n not in left_out and (not asked.outside or _is_elsewhere(library, n, asked.outside))
    ]
    found = sorted(library.documents(numbers).values(), key=lambda document: document.title.casefold())
    found = [] if asked.is_unknown else [document for document in found if _is_of(asked, document)]
    relevance: dict[str, float] = {}
    if asked.topic and found:
        query = scope.analyse(asked.topic, prefixes=False, language=asked.language)
        for hit in proving_hits(scope, query):
            relevance.setdefault(hit.document.id, hit.probability)
        titled = [d.id for d in found if query.words and query.coverage(text_terms(d.title)) > _WHOLE_TITLE]
        relevance |= dict.fromkeys(titled, 1.0)
        about = sorted((d for d in found if d.id in relevance), key=lambda d: -relevance[d.id])
        found = about if about or not _says_enough(asked) else found
    return scope, relevance, _extremes(asked, found)


def _is_of(asked: CatalogueQuery, document: Document) -> bool:
    """Whether a work is of the person or organisation and of the length asked for."""
    least, most = asked.pages
    if asked.entity and not any(
        part.document.id == document.id and any(asked.role in role for role in part.roles)
        for part in asked.entity.parts
    ):
        return False
    return (least is None or document.page_count >= least) and (most is None or 0 < document.page_count <= most)


def _is_elsewhere(library: Library, number: int, outside: str) -> bool:
    """Whether a document has a place that neither is in another one nor contains it."""
    known = library.lists.places
    around = (outside, *known.wholes(outside))
    return any(place not in around and outside not in known.wholes(place) for place in library.places().get(number, ()))


def _says_enough(asked: CatalogueQuery) -> bool:
    """Whether a question is restricted enough to ignore words that may be its topic but that no work is about.

    "What reports came out in 2021?", "when did she finish her thesis?", "how many theses have you at hand?".
    """
    if asked.is_stated:
        return False
    if asked.intent not in OF_WORKS:
        return asked.entity is not None
    narrows = asked.entity is not None or asked.filters != Filters(kind=asked.filters.kind) or asked.is_beyond_filters
    return narrows or asked.intent == "count" or bool(asked.extreme)


def work_meant(
    library: Library, asked: CatalogueQuery, reader: Reader, is_known: Callable[[Document], bool]
) -> Document | None:
    """The work that a question names by its author, title or topic, among those that `is_known` keeps; None if unclear."""
    scope, relevance, found = matching_works(library, asked, reader)
    found = [work for work in found if is_known(work)]
    if not found or not (asked.topic or asked.entity):
        return None
    query = scope.analyse(asked.topic, prefixes=False, language=asked.language) if asked.topic else None
    if query is None:
        return found[0] if len(found) == 1 else None
    return max(found[:_BEST], key=lambda work: query.coverage(text_terms(work.title)) + relevance.get(work.id, 0.0))


def measure(extreme: str, work: Document) -> int:
    """The year or the pages of a work, by which it is the newest or the longest; 0 if unknown."""
    return (work.year or 0) if extreme in ("newest", "oldest") else work.page_count


def _extremes(asked: CatalogueQuery, works: list[Document]) -> list[Document]:
    """As many of the newest, oldest, longest or shortest works as are asked for, in order, and those with the measure of the last."""
    if not asked.extreme:
        return works
    known = [work for work in works if measure(asked.extreme, work)]
    known.sort(key=lambda work: measure(asked.extreme, work), reverse=asked.extreme in ("newest", "longest"))
    last = [measure(asked.extreme, work) for work in known[: asked.most]][-1:]
    same = [work for work in known[asked.most :] if [measure(asked.extreme, work)] == last]
    return [*known[: asked.most], *same]

"""Works that match the restrictions of a question to the catalogue, and the one work that it means."""

from collections.abc import Callable
from dataclasses import replace

from kb.answer.candidates import windows
from kb.answer.catalogue.narrowing import OF_WORKS, CatalogueQuery
from kb.answer.catalogue.unread import Mention
from kb.index.orders import without_orders
from kb.library import Library
from kb.model import Document, Filters, Passage, Reader
from kb.search.query_analysis import narrowed
from kb.search.scope import Scope, open_scope
from kb.search.topical import proving_hits
from kb.text.quotes import find_words
from kb.text.terms import Words, text_terms

_WHOLE_TITLE = 0.8  # share of a topic's words, translations counting less, with which a title names it
_BODY = {"body": 1.0}
_READ = 2000  # passages in which a phrase is looked for; each takes a third of a millisecond
_TRIED = 5  # passages of a work in which a sentence to quote is looked for
_SHOWN = 3  # works of which a sentence is quoted
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


def works_with_words(
    library: Library, asked: CatalogueQuery, mention: Mention, reader: Reader
) -> tuple[list[Document], list[tuple[Passage, tuple[int, int]]]] | None:
    """The works that match, with a passage that has all the words, whatever their endings, or the phrase as it is; and evidence.

    The evidence is a sentence of each of the first `_SHOWN`. A phrase is looked for in the best `_READ` passages with its words.
    None if the words are of the kind that isn't indexed.
    """
    scope, _, works = matching_works(library, asked, reader)
    wanted = narrowed(scope.analyse(mention.words, prefixes=False), (mention.words,), ()).required
    if not wanted:
        return None
    within = scope.within(wanted)
    known = library.documents(scope.lexical.matching_documents(wanted, within))
    found = {document.id: number for number, document in known.items()}
    if mention.is_phrase:
        best = [id_ for id_, _ in scope.lexical.search(wanted, _BODY, _READ, within)]
        passages = library.catalogue.passages(best).values()
        having = {passage.document_id for passage in passages if find_words(passage.text, mention.words)}
        found = {id_: number for id_, number in found.items() if id_ in having}
    works = [work for work in works if work.id in found]
    evidence = (_evidence(scope, wanted, found[work.id], mention) for work in works[:_SHOWN])
    return works, [one for one in evidence if one]


def _evidence(scope: Scope, wanted: Words, number: int, mention: Mention) -> tuple[Passage, tuple[int, int]] | None:
    """The shortest whole sentence of a document with most of the words, or with the phrase; None if they stand only where nothing is quoted."""
    within = replace(scope.within(wanted), documents=[number])
    ids = [id_ for id_, _ in scope.lexical.search(wanted, _BODY, _TRIED, within)]
    known = scope.library.catalogue.passages(ids)
    passages = without_orders(scope.library.catalogue, [known[id_] for id_ in ids if known[id_].part == "body"])
    terms = [{(term.language, term.text) for term in alternatives} for alternatives in wanted]

    def said(passage: Passage, span: tuple[int, int]) -> tuple[int, bool, int]:
        text = passage.text[slice(*span)]
        found = sum(not one.isdisjoint(text_terms(text)) for one in terms)
        having = bool(find_words(text, mention.words)) if mention.is_phrase else found
        return having, text.endswith((".", "!", "?")), -len(text)

    spans = [(said(passage, span), passage, span) for passage in passages for span in windows(passage)]
    best = max(spans, key=lambda one: one[0], default=None)
    return (best[1], best[2]) if best and best[0][0] else None


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

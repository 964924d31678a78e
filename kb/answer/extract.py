"""Extractive answers: quotes located on their pages, or a refusal that says what was searched."""

from collections.abc import Sequence
from dataclasses import replace

from kb.answer.candidates import Candidate, choose, windows
from kb.answer.catalogue.about import reply
from kb.answer.catalogue.stated import stated_by_works
from kb.answer.catalogue.statements import from_catalogue, with_catalogue
from kb.answer.differing import differing
from kb.answer.locate import locate
from kb.answer.pdf_pages import PageViewer
from kb.answer.prepare import PreparedAnswer, prepare
from kb.answer.records import AlternativeQuote, Answer, CatalogueAnswer, Citation, EvidenceRow, EvidenceTable
from kb.answer.tables.evidence import evidence_table, row_quotes, side_by_side, told
from kb.library import Library
from kb.model import Filters, Hit, Reader
from kb.questions.conversation.asides import aside
from kb.questions.named.compared import compared
from kb.questions.named.sources import source
from kb.questions.ranks import unconfirmed
from kb.questions.work_parts import work_part
from kb.search.hits import with_snippets
from kb.search.query_analysis import Query
from kb.search.scope import retry_on_change
from kb.text.answer_kinds import asks_several
from kb.text.terms import text_terms
from kb.translations import language_name, translator

MODEL = "extractive"
_ALTERNATIVES = 2  # about other years, places or names, that a refusal offers
_NEAR = 5  # passages shown with a refusal: of questions refused wrongly, 11 of 15 have their page among these, 9 among three


@retry_on_change
def ask(library: Library, viewer: PageViewer, question: str, reader: Reader, filters: Filters | None = None) -> Answer:
    """Answer with quotes from the documents that this reader may see, and with data from the catalogue."""
    prepared = prepare(library, question, reader, filters)
    answer, known = (
        answer_with_quotes(library, viewer, prepared),
        known_by_catalogue(library, prepared, reader, filters),
    )
    return stated_first(library, viewer, answer, known, reader) if known else answer


def known_by_catalogue(
    library: Library, prepared: PreparedAnswer, reader: Reader, filters: Filters | None = None
) -> CatalogueAnswer | None:
    """The catalogue's answer to a question; None for a question about the contents of documents."""
    if aside(prepared.question) or work_part(prepared.question) or source(prepared.question)[0]:
        return None
    if prepared.works and (comparison := compared(prepared.question)) and comparison.is_open:
        return None
    found = from_catalogue(library, prepared.question, reader, filters, [work.document for work in prepared.works])
    # What works cite, or where they are from, only their pages tell. A count of none stands, and so does whether there is anything about a topic.
    gives_way = found and found.intent == "works" and not found.works and not prepared.is_refused
    return None if gives_way else found


def stated_first(
    library: Library, viewer: PageViewer, answer: Answer, known: CatalogueAnswer, reader: Reader
) -> Answer:
    """The catalogue's answer, with the quotes in which works state it before the other quotes."""
    found = enumerate(stated_by_works(library, known, reader), 1)
    return with_catalogue(answer, known, [locate(library, viewer, candidate, number) for number, candidate in found])


def answer_with_quotes(library: Library, viewer: PageViewer, prepared: PreparedAnswer) -> Answer:
    """The best sentences as located quotes, or a refusal; a reply to a greeting and the like."""
    question, searched, sure = prepared.question, prepared.searched, prepared.confidence
    if kind := aside(question):
        said = reply(kind, prepared.query.language, searched.documents)
        return Answer(question, said, False, (), (), searched, MODEL, sure, aside=kind)
    if prepared.is_refused:
        near = with_snippets(prepared.hits[:_NEAR], prepared.query)
        alternatives = _alternatives(library, viewer, prepared)
        said = _alternatives_text(prepared.query, alternatives) or _refusal(prepared)
        return Answer(
            question, said, True, (), near, searched, MODEL, sure, alternatives=alternatives, missing=prepared.missing
        )
    if prepared.works:
        table, citations = side_by_side(library, viewer, prepared)
        text = _side_by_side(prepared.query, table)
        return Answer(question, text, False, citations, (), searched, MODEL, sure, table=table)
    chosen = _quotes(prepared)
    citations = tuple(locate(library, viewer, candidate, number) for number, candidate in enumerate(chosen, 1))
    read = prepared.reading.read if prepared.reading else None
    lines = [*([f"{told(read, prepared.query.language)} [1]"] if read else []), *map(_cited, citations)]
    parted = evidence_table(library, viewer, prepared, len(citations) + 1)
    answer = Answer(question, "\n".join(lines), False, citations, (), searched, MODEL, sure, table=parted, reading=read)
    return answer if prepared.parts or read else _with_doubts(prepared.query, answer)


def _with_doubts(query: Query, answer: Answer) -> Answer:
    """An answer with the numbers on which its quotes differ, and the rank in the question that no quote states."""
    said = [citation.quote for citation in answer.citations]
    return replace(answer, numbers=differing(query, answer.citations), unconfirmed=unconfirmed(query.text, said))


def _quotes(prepared: PreparedAnswer) -> list[Candidate]:
    """The rows of a table that answer, if any, and the best sentences."""
    further = prepared.scope.config.sentences.further_quote
    rows = row_quotes(prepared.reading) if prepared.reading else []
    found = choose(
        [*rows, *prepared.of_parts()],
        further,
        len(rows) + len(prepared.best_of_parts),
        as_they_are=len(rows),
        several=asks_several(prepared.question),
    )
    is_sure = prepared.confidence >= prepared.scope.config.answerability.threshold
    return found if is_sure or not rows else found[: len(rows)]


def _cited(citation: Citation) -> str:
    return f"«{citation.quote}{' …' if citation.is_cut_list else ''}» [{citation.number}]"


def _side_by_side(query: Query, table: EvidenceTable) -> str:
    """One line for each work and part of the question: its name, and its quote or that it says nothing."""
    _ = translator(query.language)

    def label(row: EvidenceRow, part: str) -> str:
        name = row.named or row.document.title
        return f"{name}, {part}" if len(table.parts) > 1 else f"{name}:"

    return "\n".join(
        f"{label(row, part)} {_cited(cell) if cell else _('not found in this work')}"
        for row in table.rows for part, cell in zip(table.parts, row.cells, strict=True)
    )  # fmt: skip


def quote_for(prepared: PreparedAnswer, hit: Hit, claim: str) -> Candidate:
    """The sentence of a passage that has most terms in common with a claim."""
    wanted = text_terms(claim)
    spans = windows(hit.passage)

    def said(span: tuple[int, int]) -> tuple[int, int]:
        text = hit.passage.text[span[0] : span[1]]
        return len(wanted & text_terms(text)), -len(text)

    start, end = max(spans, key=said)
    known = next(candidate for candidate in prepared.of_parts() if candidate.hit.passage.id == hit.passage.id)
    return known.spanning(start, end)


def _alternatives(library: Library, viewer: PageViewer, prepared: PreparedAnswer) -> tuple[AlternativeQuote, ...]:
    """The best sentences about another year, place or name, if none is about the one asked for."""
    best = {other.contradiction.found: other for other in reversed(prepared.alternatives)}
    kept = [other for other in prepared.alternatives if best[other.contradiction.found] is other][:_ALTERNATIVES]
    return tuple(
        AlternativeQuote(d.asked, d.found, locate(library, viewer, other.candidate, number), d.kind)
        for number, other in enumerate(kept, 1)
        for d in (other.contradiction,)
    )


def _alternatives_text(query: Query, alternatives: Sequence[AlternativeQuote]) -> str:
    """ "For 2018 I found nothing; for 2019 there is: …"; "" if there are no alternatives."""
    _ = translator(query.language)
    return "\n".join(
        _("For {asked} I found nothing; for {found} there is: {quote}", asked=asked, found=found, quote=f"«{quote.citation.quote}»")
        for quote in alternatives for asked, found in (quote.told(query.language),)
    )  # fmt: skip


def _refusal(prepared: PreparedAnswer) -> str:
    _, searched = translator(prepared.query.language), prepared.searched
    missing = _("I found no work that could be “{name}”.", name=prepared.missing) if prepared.missing else ""
    proof = _(
        "I found no answer. I searched {documents} ({passages}, languages: {languages}) and no passage supports one.",
        documents=_("one document") if searched.documents == 1 else _("{count} documents", count=searched.documents),
        passages=_("one passage") if searched.passages == 1 else _("{count} passages", count=searched.passages),
        languages=", ".join(language_name(_, code) for code in searched.languages) or "–",
    )
    return f"{missing} {proof}".strip()

"""Summaries of a work ("what is the thesis on … about?", "summarise …") in its own sentences on aim, method and outcome."""

import re
from dataclasses import replace

from kb.answer.catalogue.aspects import ASPECTS, central_sentence, statements
from kb.answer.catalogue.matching import matching_works, work_meant
from kb.answer.catalogue.narrowing import catalogue_query
from kb.answer.records import CatalogueAnswer
from kb.index.orders import without_orders
from kb.library import Library
from kb.model import Document, Filters, Passage, Reader
from kb.questions.catalogue_words import classes
from kb.search.scope import number_of
from kb.text.languages import detect_query
from kb.text.quotes import find_quote
from kb.text.sentences import sentences
from kb.translations import translator

_ABSTRACT = 600  # characters of an abstract that are quoted
_SAME = 60  # characters by which a sentence is recognised in the abstract
# Commands and questions that ask for the whole of a work; only the work's name may follow.
_ASKS = re.compile(
    r"\W*(?:(?:riassum|sintetizza|descriv|presenta)\w*|parla(?:mi|ci)\b|raccontami\b|(?:(?:fammi|dammi|mi fai|mi serve|vorrei)\s+)?(?:un |una |il |la )?(?:riassunto|sintesi|panoramica|descrizione)\b"
    r"|di (?:che )?cosa (?:parla|tratta|si occupa)\b|di che (?:parla|tratta|si occupa)\b|(?:qual è |che cos['’]è )(?:l['’]argomento|il tema|l['’]oggetto|il contenuto)\b"
    r"|summari[sz]e\b|sum up\b|describe\b|(?:(?:give|show|write) me )?(?:an? |the )?(?:short |brief )?(?:summary|overview|description|outline) of\b|tell me (?:more )?about\b)", re.I,
)  # fmt: skip
_ABOUT = re.compile(
    r"\W*what(?: is|['’]s| are| was| does| do)\b(?P<work>.+?)\b(?:about|deals? with|covers?|discuss(?:es)?|talks? about)\W*$",
    re.I,
)


def summary(library: Library, question: str, reader: Reader, filters: Filters) -> CatalogueAnswer | None:
    """The answer to a question that asks for the whole of a work; None for other questions, or if the work states nothing."""
    about = _ABOUT.fullmatch(question.strip())
    command = _ASKS.match(question)
    if not about and not command:
        return None
    named = about["work"] if about else question[command.end() :] if command else ""
    work = _named(library, named, reader, filters)
    return of_work(library, work, question, reader) if work else None


def asks_summary(question: str) -> bool:
    """Whether a question asks for the whole of a work."""
    return bool(_ABOUT.fullmatch(question.strip()) or _ASKS.match(question))


def of_work(library: Library, work: Document, question: str, reader: Reader) -> CatalogueAnswer | None:
    """The summary of a work, introduced in the question's language; None if the work states nothing."""
    spans = _stated_spans(library, work, reader)
    if not spans:
        return None
    _ = translator(detect_query(question))
    text = _("What “{title}” says of itself:", title=work.title)
    return CatalogueAnswer("summary", text, work.title, (work,), spans=tuple(spans))


def _named(library: Library, named: str, reader: Reader, filters: Filters) -> Document | None:
    """The one work that is named by its kind and topic, or by most of its title."""
    asked = catalogue_query(library, named, "pages", reader, filters)
    if not asked.topic and not asked.entity:
        return None
    if "WORK" in classes(named):
        # "The study" may be a report: a work of the kind that is named comes first.
        any_kind = replace(asked, filters=replace(asked.filters, kind=filters.kind))
        meant = (work_meant(library, one, reader, lambda _: True) for one in (asked, any_kind))
        return next(filter(None, meant), None)
    _, relevance, found = matching_works(library, asked, reader)
    titled = [work for work in found if relevance.get(work.id) == 1.0]
    return titled[0] if len(titled) == 1 else None


def _stated_spans(library: Library, work: Document, reader: Reader) -> list[tuple[Passage, tuple[int, int]]]:
    """(passage, span) of the start of a work's abstract and its sentences on aim, method and outcome; else of its central one."""
    number = number_of(library, work.id, reader)
    if number is None:
        return []
    abstract = _abstract(library, work, number)
    found = statements(library, number)
    stated = [
        (one.passage, one.span)
        for aspect in ASPECTS
        if (one := found.get(aspect)) and one.text[:_SAME] not in work.abstract
    ]
    central = None if abstract or stated else central_sentence(library, number)
    return [*abstract, *stated, *([(central.passage, central.span)] if central else [])]


def _abstract(library: Library, work: Document, number: int) -> list[tuple[Passage, tuple[int, int]]]:
    """Passage and span of the first sentences of a work's abstract; [] if it has none or they aren't found in a passage."""
    spans = [span for span in sentences(work.abstract) if span[1] <= _ABSTRACT]
    if not spans:
        return []
    opening = work.abstract[spans[0][0] : spans[-1][1]]
    for passage in without_orders(library.catalogue, library.catalogue.passages_of(number)):
        if passage.part == "body" and (span := find_quote(passage.text, opening)):
            closed = re.compile(r"[.!?…»”\")\]]*").match(passage.text, span[1] + 1)
            return [(passage, (span[0], closed.end() if closed else span[1] + 1))]
    return []

"""Answers to questions about catalogue data: who supervised, how many works, of which year or place, how long, in which language."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from kb.answer.catalogue.grouping import GROUPED, Grouping, fact_asked, grouping_asked, names_several, needs_groups
from kb.answer.catalogue.groups import group_lines, grouped, of_one
from kb.answer.catalogue.matching import matching_works, measure, work_meant, works_with_words
from kb.answer.catalogue.narrowing import OF_WORKS, SAYS_NOTHING, CatalogueQuery, asks_for_works_of, catalogue_query
from kb.answer.catalogue.summary import asks_summary, of_work, summary
from kb.answer.catalogue.titled import Titled, titled
from kb.answer.catalogue.unread import Mention, mention_asked
from kb.answer.catalogue.who import of_person, who
from kb.answer.records import Answer, CatalogueAnswer, Citation
from kb.library import Library
from kb.model import Document, Filters, Reader
from kb.people.names import plain
from kb.questions.catalogue_intent import PASSAGES, judged
from kb.questions.catalogue_words import COMPOUND, KEPT, asks_findings, classes, does_otherwise, is_definition
from kb.questions.conversation.typed import accented, without_courtesy
from kb.questions.named.compared import compared
from kb.questions.parts import parts
from kb.questions.work_nouns import with_italian_plurals
from kb.text.languages import detect_query
from kb.text.normalise import WORD, fold
from kb.translations import language_name, translator

_CERTAIN = 0.99  # probability from which words before the work's name don't matter, by judgement
_STRAY = 1  # words of no class before the work's name: with more, the question is about the work's contents
# The roles that answer, best first: those of the first group that a work has.
_ROLES = {
    "supervisor": (("supervisor", "co-supervisor"), ("teacher",)),
    "author": (("author",), ("teacher",)),
    "teacher": (("teacher",), ("author",)),
    "partner": (("partner", "host"),),
}
_SECOND = re.compile(r"\b(?:co-?supervis|co-?advis|cor?relat(?:or|ric))", re.I)
_DONE = frozenset(("supervisor", "author", "teacher", "year"))  # deeds of people, and their year
_TITLED = re.compile(r"[“«\"]|\b[A-ZÀ-Ý]\w+\s+[A-ZÀ-Ý]\w+")  # a title in a question
_ARTICLES = ("the", "a", "an")
_SAYS_NOTHING = frozenset(("_", "WORK", "ABOUT", "NAME", "YEAR"))  # classes of words that name works, but no attribute


def from_catalogue(
    library: Library, question: str, reader: Reader, filters: Filters | None = None, works: Sequence[Document] = ()
) -> CatalogueAnswer | None:
    """The catalogue's answer from what the reader may see; None for a question about the contents of documents.

    Of `works`, which a question names side by side, it states the attribute asked for of each.
    """
    question, filters = with_italian_plurals(accented(without_courtesy(question))), filters or Filters()
    pieces = [] if works else parts(question)
    if len(pieces) > 1:
        found = [_answer(library, piece, reader, filters) for piece in pieces]
        known = [one for one in found if one and one.works and one.intent not in OF_WORKS]
        if len(known) == len(pieces) and all(one.works == known[0].works for one in known):
            value = "; ".join(str(one.value) for one in known)
            return replace(known[0], text=" ".join(one.text for one in known), value=value)
    if works:
        return _of_compared(library, question, reader, filters, works)
    return _answer(library, question, reader, filters)


def _answer(library: Library, question: str, reader: Reader, filters: Filters) -> CatalogueAnswer | None:
    """The catalogue's answer to one question; None for one about the contents of documents."""
    if people := who(library, question, reader, filters) or of_person(library, question, reader, filters):
        return people
    if mention := mention_asked(question):
        return _with_words(library, mention, reader, filters)
    named = titled(library, question, reader, filters)
    if groups := _in_groups(library, question, named, reader, filters):
        return groups
    if needs_groups(question):
        return None
    if named and asks_summary(named.question):
        return of_work(library, named.work, question, reader)
    if named and (wanted := _intent(library, named.question)) not in (PASSAGES, *OF_WORKS):
        return _attribute(question, wanted, named.work)  # None if it isn't known, whatever is known of other works
    if found := summary(library, question, reader, filters):
        return found
    wanted = _intent(library, question)
    return None if wanted == PASSAGES else _by_intent(library, question, wanted, reader, filters)


def _of_compared(
    library: Library, question: str, reader: Reader, filters: Filters, works: Sequence[Document]
) -> CatalogueAnswer | None:
    """The attribute that a question asks of works side by side; None if it asks something else: "compare the two theses on light"."""
    # The question about one alone says it more clearly: "how long is it" of "which is longer".
    comparison = compared(question)
    alone = comparison.questions[-1] if comparison else question
    if KEPT.union(_SAYS_NOTHING).issuperset(classes(alone)):
        return None
    if found := summary(library, question, reader, filters):
        return found
    wanted = _intent(library, alone)
    return None if wanted in (PASSAGES, *OF_WORKS) else _of_each(question, wanted, works)


def _with_words(library: Library, mention: Mention, reader: Reader, filters: Filters) -> CatalogueAnswer | None:
    """The works, of those that a question asks for, with words in their text, and a sentence of the first; None if these aren't read."""
    asked = catalogue_query(library, mention.works, "count", reader, filters)
    found = None if asked.is_unread or asked.lacks_topic else works_with_words(library, asked, mention, reader)
    if found is None:
        return None
    works, evidence = found
    text = translator(asked.language)(
        "Works with “{words}” in their text: {count}.", words=mention.words, count=len(works)
    )
    searched = f'"{mention.words}"' if mention.is_phrase else mention.words
    listed = None if asked.topic else asked.list_filters
    return CatalogueAnswer("count", text, len(works), tuple(works), searched, listed, tuple(evidence))


def _in_groups(
    library: Library, question: str, named: Titled | None, reader: Reader, filters: Filters
) -> CatalogueAnswer | None:
    """The works that a question groups, or the department or degree course of the one that it names; None for other questions."""
    if named:
        question, filters = named.question, replace(filters, documents=(named.work.id,))
    if (asked := fact_asked(question)) and (fact := of_one(library, asked[1], asked[0], reader, filters)):
        return fact
    found = grouping_asked(question)
    return grouped(library, found[1], found[0], reader, filters) if found else None


def _by_intent(
    library: Library, question: str, wanted: str, reader: Reader, filters: Filters
) -> CatalogueAnswer | None:
    """The works that a question of this intent asks for, or the attribute of the work that it means; None if it means none."""
    if wanted == "year" and names_several(question) and "EXTREME" in classes(question):
        wanted = "works"  # "the latest of the theses on wells"
    asked = catalogue_query(library, question, wanted, reader, filters)
    if asks_for_works_of(asked):
        asked = catalogue_query(library, question, "works", reader, filters)
    if asked.intent in OF_WORKS:
        return _works(library, question, asked, reader)
    if wanted in GROUPED and names_several(question):
        return grouped(library, question, Grouping(wanted, "which"), reader, filters)
    says_which = (
        "WORK" in classes(question) or asked.entity or asked.filters.kind or _TITLED.search(question)
    ) and not asked.is_unread
    if not says_which:
        return None
    work = work_meant(library, asked, reader, lambda work: _attribute(question, wanted, work) is not None)
    return _attribute(question, wanted, work) if work else None


def _intent(library: Library, question: str) -> str:
    """What a question asks of the catalogue; "passages" for one about the contents of documents."""
    if is_definition(question):
        return PASSAGES
    embed = library.embed_query if len(library.snapshot().matrix.ids) else None
    wanted, sure = judged(question, embed, library.catalogue.fact("model") or "")
    is_of_contents = (
        (sure < _CERTAIN and _asks_more(question))
        or (wanted in _DONE and does_otherwise(question))
        or asks_findings(question)
    )
    return PASSAGES if is_of_contents else wanted


def with_catalogue(answer: Answer, found: CatalogueAnswer, stated: Sequence[Citation] = ()) -> Answer:
    """A quoted answer with the catalogue's statement as its text; the works' own statements (`stated`) come first.

    Quotes of other works are left out.
    """
    ids = {work.id for work in found.works}
    others = (c for c in answer.citations if c.document.id in ids and not any(_overlap(c, first) for first in stated))
    numbered = tuple(replace(citation, number=number) for number, citation in enumerate([*stated, *others], 1))
    text = found.text
    if found.groups:
        text = "\n".join([text, *group_lines(found, detect_query(answer.question))])
        numbered = ()  # quotes of single works say nothing about all
    if found.spans:
        numbered = tuple(stated)
        text = "\n".join([text, *(f"«{one.quote}» [{one.number}]" for one in numbered)])
    is_none = not found.works and found.value in (0, "")
    return replace(
        answer, text=text, refused=is_none, citations=numbered, near=answer.near if is_none else (), table=None, alternatives=(),
        numbers=(), unconfirmed="", reading=None, model="catalogue", catalogue=found,
    )  # fmt: skip


def _overlap(one: Citation, other: Citation) -> bool:
    return one.passage.id == other.passage.id and one.start < other.end and other.start < one.end


def _asks_more(question: str) -> bool:
    """Whether words unknown to the catalogue stand before the work: "which pollutant … in the thesis".

    Those between an English article and the work say which one it is: "the early warning thesis".
    """
    sequence, words = classes(question), WORD.findall(fold(question))
    before = sequence.index("WORK") if "WORK" in sequence else 1
    if detect_query(question) == "en":
        before = max(
            (at for at, word in enumerate(words[:before]) if word in _ARTICLES and before - at <= COMPOUND),
            default=before,
        )
    said = [kind for kind, word in zip(sequence[:before], words, strict=False) if word not in SAYS_NOTHING]
    return said.count("_") > _STRAY


def _works(library: Library, question: str, asked: CatalogueQuery, reader: Reader) -> CatalogueAnswer | None:
    narrows = asked.filters != Filters() or asked.entity or asked.topic or asked.extreme or asked.is_beyond_filters
    asks_for_all = asked.intent == "count" or "WORK" in classes(question)  # "which documents are there?"
    if asked.lacks_topic or asked.is_unread or not (narrows or asks_for_all):
        return None
    _, _, found = matching_works(library, asked, reader)
    _ = translator(detect_query(question))
    if asked.extreme and found:
        return _extreme(question, asked, found)
    if not found:
        text = _("The catalogue has no work that matches.")
    elif len(found) == 1:
        text = _("The catalogue has one work that matches: {title}.", title=found[0].title)
    else:
        text = _("The catalogue has {count} works that match.", count=len(found))
    return CatalogueAnswer(asked.intent, text, len(found), tuple(found), asked.topic, asked.list_filters)


def _extreme(question: str, asked: CatalogueQuery, found: list[Document]) -> CatalogueAnswer:
    """The newest works with their year, or the longest with their pages; works with the same one together."""
    _ = translator(detect_query(question))
    lines, by_year = [], asked.extreme in ("newest", "oldest")
    for value, works in groupby(found, key=lambda work: measure(asked.extreme, work)):
        titles = "; ".join(_("“{title}”", title=work.title) for work in works)
        lines.append(
            _("{titles} ({year}).", titles=titles, year=value)
            if by_year
            else _("{titles} ({count} pages).", titles=titles, count=value)
        )
    return CatalogueAnswer(asked.intent, " ".join(lines), measure(asked.extreme, found[0]), tuple(found), asked.topic)


def _attribute(question: str, intent: str, work: Document) -> CatalogueAnswer | None:
    if intent == "supervisor" and (supervised := _supervised(question, work)):
        return supervised
    _ = translator(detect_query(question))
    value: str | int | None
    if intent in _ROLES:
        value = _people(work, _ROLES[intent])
    elif intent == "pages":
        value = work.page_count
    else:
        value = language_name(_, work.language) if intent == "language" else work.year
    if not value:
        return None
    return CatalogueAnswer(intent, _STATED[intent](_, work.title, value), value, (work,))


def _supervised(question: str, work: Document) -> CatalogueAnswer | None:
    """Who supervised a work and who co-supervised it, or only the latter if asked for; None if nobody co-supervised it."""
    _ = translator(detect_query(question))
    first, second = _people(work, (("supervisor",),)), _people(work, (("co-supervisor",),))
    if not second:
        return None
    if not first or _SECOND.search(question):
        text = _("Co-supervisor of “{title}”: {value}.", title=work.title, value=second)
        return CatalogueAnswer("supervisor", text, second, (work,))
    text = _(
        "“{title}” was supervised by {value}; co-supervisor: {others}.", title=work.title, value=first, others=second
    )
    return CatalogueAnswer("supervisor", text, f"{first}, {second}", (work,))


def _of_each(question: str, intent: str, works: Sequence[Document]) -> CatalogueAnswer | None:
    """The attribute asked for of several works, a line and a value for each; None if none is known."""
    _, known = translator(detect_query(question)), [_attribute(question, intent, work) for work in works]
    lines = [
        one.text if one else _("“{title}”: not stated.", title=work.title)
        for one, work in zip(known, works, strict=True)
    ]
    value = "; ".join(str(one.value) for one in known if one)
    return CatalogueAnswer(intent, "\n".join(lines), value, tuple(works)) if value else None


def _people(work: Document, groups: tuple[tuple[str, ...], ...]) -> str:
    """The people or organisations with the roles of the first group that any of them has, in the order of the roles."""
    named = (*work.people, *work.organisations)
    found = ([one.name for role in roles for one in named if one.role == role] for roles in groups)
    names: dict[str, str] = {}  # "Slow Water (a charity)" and "Slow Water" are one
    for name in next(filter(None, found), []):
        names.setdefault(fold(plain(name)), name)
    return ", ".join(names.values())


Translated = Callable[..., str]
_STATED: dict[str, Callable[[Translated, str, str | int], str]] = {
    "supervisor": lambda _, title, value: _("“{title}” was supervised by {value}.", title=title, value=value),
    "author": lambda _, title, value: _("“{title}” was written by {value}.", title=title, value=value),
    "teacher": lambda _, title, value: _("“{title}” is taught by {value}.", title=title, value=value),
    "partner": lambda _, title, value: _("Partners of “{title}”: {value}.", title=title, value=value),
    "pages": lambda _, title, value: _("“{title}” has {value} pages.", title=title, value=value),
    "language": lambda _, title, value: _("Language of “{title}”: {value}.", title=title, value=value),
    "year": lambda _, title, value: _("“{title}” is from {value}.", title=title, value=value),
}

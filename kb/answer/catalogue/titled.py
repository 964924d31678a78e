"""The work that a question names by its title: "Chi ha scritto Scuole al fresco?"."""

import re
from dataclasses import dataclass

from kb.answer.section_questions import short_title
from kb.index.derived import Derived
from kb.library import Library
from kb.model import Document, Filters, Reader
from kb.search.scope import Scope, open_scope
from kb.text.languages import detect_query
from kb.text.normalise import WORD, fold

_QUOTES = " «»“”\"'"
# "How many cool schools": in small letters, what stands behind such a word is no title.
_DETERMINED = re.compile(
    r"\b(?:quant[ie]|quali?|how many|which|what|il|lo|la|i|gli|le|the|a|an|un|una|these|those|queste?|questi)\W*$", re.I
)
_BEFORE = 12  # characters before a name that are looked at: "how many " and what stands between
_LONGEST = 24  # words of a title that is looked for
# The numbers of all works by each of their folded names: the title, and its beginning up to a colon or full stop.
_NUMBERS: Derived[None, dict[str, list[int]]] = Derived(1)
_NOUNS = {
    "it": {"thesis": "la tesi", "course": "il corso", "report": "il rapporto"},
    "en": {"thesis": "the thesis", "course": "the course", "report": "the report"},
}
_OTHER = {"it": "il lavoro", "en": "the work"}


@dataclass(frozen=True)
class Titled:
    """A work that a question names, and the question with "the thesis" or the like in place of its name."""

    work: Document
    question: str


def titled(library: Library, question: str, reader: Reader, filters: Filters) -> Titled | None:
    """The one work of those allowed whose title, or its beginning, stands in a question; None for none or several.

    Of overlapping names the longest counts. A name of one word counts only with a capital inside the question: "Immuni"; one in
    small letters only without an article or "how many" before it.
    """
    scope = open_scope(library, reader, filters)
    works, shorter = _first(scope, question)
    return Titled(works[0], shorter) if len(works) == 1 and not _first(scope, shorter)[0] else None


def _first(scope: Scope, question: str) -> tuple[list[Document], str]:
    """The works with the longest name in a question, and the question without it."""
    names = scope.snapshot.by_documents.get(_NUMBERS, None, lambda: _names(scope.library))
    spans = [match.span() for match in WORD.finditer(question)]
    for size in range(min(len(spans), _LONGEST), 0, -1):
        for at in range(len(spans) - size + 1):
            start, end = spans[at][0], spans[at + size - 1][1]
            found = [n for n in names.get(fold(question[start:end]), ()) if n in scope.allowed]
            if found and _is_name(question, start, is_first=not at, is_long=size > 1):
                works = [*scope.library.documents(found).values()]
                return works, _without_name(question, start, end, works[0].kind)
    return [], question


def _is_name(question: str, start: int, *, is_first: bool, is_long: bool) -> bool:
    """Whether what reads like the name of a work at `start` is one, not common words."""
    if question[start].isupper():
        return is_long or not is_first
    return is_long and not (question[start].islower() and _DETERMINED.search(question[max(start - _BEFORE, 0) : start]))


def _without_name(question: str, start: int, end: int, kind: str) -> str:
    """The question with "the thesis" or the like in place of a name and the quotation marks around it."""
    language = "it" if detect_query(f"{question[:start]} {question[end:]}") == "it" else "en"
    noun = _NOUNS[language].get(kind, _OTHER[language])
    before, after = question[:start].rstrip(_QUOTES), question[end:].lstrip(_QUOTES)
    return f"{before} {noun}{after if after[:1] in '?!.,;:' else f' {after}'}".strip()


def _names(library: Library) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, document in library.documents(library.catalogue.numbers().tolist()).items():
        for title in {document.title, short_title(document.title)}:
            found.setdefault(fold(_as_typed(title)), []).append(number)
    return found


def _as_typed(title: str) -> str:
    """A title from its first word to its last, without a mark at either end."""
    spans = [match.span() for match in WORD.finditer(title)]
    return " ".join(title[spans[0][0] : spans[-1][1]].split()) if spans else ""

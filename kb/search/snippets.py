"""Snippets: the part of a passage that shows why it was found."""

import re
from collections.abc import Iterator, Sequence

from kb.text.normalise import fold
from kb.text.sentences import sentences, trim
from kb.text.stemming import LANGUAGES, stem
from kb.text.terms import Words
from kb.text.tokens import Token, spans, tokens_with

LENGTH = 280  # characters of a snippet at most
# The rest of a sentence, as opposed to a row, code or a label.
_PROSE = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*[ ,;][^|:=]*(?:[.!?]|$)")
START = 2  # letters that a word has in common with every index term it may match


def matching_words(text: str, words: Words) -> list[tuple[int, int]]:
    """Spans of the words of `text` that match a word of the query, in order; a part of an expression only where that stands whole."""
    terms = {term for alternatives in words for term in alternatives}
    alone = {(term.language, term.text) for term in terms if not term.within}
    expressions = {
        frozenset((term.language, _term(word, term.language)) for word in spoken)
        for term in terms
        for spoken in (term.within if (term.language, term.text) not in alone else ())
    }
    wanted = alone.union(*expressions)
    starts = {term[:START] for _, term in wanted}

    def meanings(word: str) -> set[tuple[str, str]]:
        return {key for language in LANGUAGES if (key := (language, _term(word, language))) in wanted}

    def matching(found: set[str]) -> set[str]:
        return {word for word in found if (word[:START] in starts or not word.isascii()) and meanings(word)}

    meeting, chosen = tokens_with(text, matching)
    found = [one for token in meeting for one in _matching_spans(text, token, chosen)]
    if not expressions:
        return [(start, end) for _, start, end in found]
    return [
        (start, end)
        for run in _runs(text, found)
        for told in (set[tuple[str, str]]().union(*(meanings(word) for word, _, _ in run)),)
        for whole in (alone.union(*(expression for expression in expressions if expression <= told)),)
        for word, start, end in run
        if not whole.isdisjoint(meanings(word))
    ]


def _term(word: str, language: str) -> str:
    """The index term of a word; a stop word with a space behind, as no term has one."""
    return stem(word, language) or f"{word} "


def _runs(text: str, found: Sequence[tuple[str, int, int]]) -> Iterator[list[tuple[str, int, int]]]:
    """Yield runs of the words of a text that only spaces or hyphens part."""
    run: list[tuple[str, int, int]] = []
    for one in found:
        if run and text[run[-1][2] : one[1]].strip(" \n-"):
            yield run
            run = []
        run.append(one)
    yield run


def _matching_spans(text: str, token: Token, chosen: set[str]) -> list[tuple[str, int, int]]:
    """(word, start, end) of a token if it is a compound in `chosen`, else of its parts that are."""
    if token.joined in chosen:
        return [(token.joined, token.start, token.end)]
    found = {(start, end): part for part, start, end in spans(text, token) if part in chosen}
    return [(part, start, end) for (start, end), part in found.items()]


def snippet(text: str, words: Words, heading: str = "") -> str:
    """At most LENGTH characters of `text`, in whole words, around the most matching ones; "…" where a sentence is cut.

    Its first lines are left out if they repeat `heading`, the headings above it.
    """
    text = text[_below(text, heading) :]
    before = "… " if text[:1].islower() and _PROSE.match(text) else ""
    if len(text) <= LENGTH:
        return f"{before}{text}"
    found = matching_words(text, words)
    starts = [start for start, _ in found] or [0]
    best = max(starts, key=lambda start: sum(start <= s < start + LENGTH - 40 for s in starts))
    begin = max(0, min(best - 40, len(text) - LENGTH))
    end = min(len(text), begin + LENGTH)
    if begin:
        begin = text.find(" ", begin, best + 1) + 1 or begin
    if end < len(text):
        end = text.rfind(" ", begin, end) if " " in text[begin:end] else end
    begin, end = trim(text, begin, end)
    return f"{'… ' if begin else before}{text[begin:end]}{' …' if end < len(text) else ''}"


def excerpt(text: str, start: int, end: int) -> str:
    """At most LENGTH characters of `text` from the sentence at [start, end) on; from earlier ones if that is short."""
    end = min(end, start + LENGTH)
    spans = sentences(text)
    end = max([end, *(after for _, after in spans if after <= start + LENGTH)])
    if end - start < LENGTH // 3:
        start = min([start, *(before for before, _ in spans if before >= end - LENGTH)])
    if end < len(text) and end - start == LENGTH and " " in text[start:end]:
        end = text.rfind(" ", start, end)
    start, end = trim(text, start, end)
    return f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text.rstrip()) else ''}"


def _below(text: str, heading: str) -> int:
    """The offset of the first line of `text` that doesn't repeat its headings; 0 if all lines do."""
    said, start = fold(heading), 0
    while (end := text.find("\n", start)) >= 0:
        line = fold(text[start:end]).strip()
        if line and line not in said:
            return start
        start = end + 1
    return 0 if fold(text[start:]).strip() in said else start

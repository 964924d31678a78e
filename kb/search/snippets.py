"""Snippets: the part of a passage that shows why it was found."""

import re

from kb.text.normalise import fold
from kb.text.sentences import sentences, trim
from kb.text.stemming import stem
from kb.text.terms import Words
from kb.text.tokens import Token, spans, tokens_with

LENGTH = 280  # characters of a snippet at most
# The rest of a sentence, as opposed to a row, code or a label.
_PROSE = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*[ ,;][^|:=]*(?:[.!?]|$)")
START = 2  # letters that a word has in common with every index term it may match


def matching_words(text: str, words: Words) -> list[tuple[int, int]]:
    """Spans of the words of `text` that match a word of the query, in order."""
    wanted: dict[str, set[str]] = {}
    for alternatives in words:
        for term in alternatives:
            wanted.setdefault(term.language, set()).add(term.text)
    starts = {term[:START] for terms in wanted.values() for term in terms}

    def matching(found: set[str]) -> set[str]:
        possible = [word for word in found if word[:START] in starts or not word.isascii()]
        return {word for word in possible if any(stem(word, language) in terms for language, terms in wanted.items())}

    meeting, chosen = tokens_with(text, matching)
    return [span for token in meeting for span in _matching_spans(text, token, chosen)]


def _matching_spans(text: str, token: Token, chosen: set[str]) -> list[tuple[int, int]]:
    """The span of a token if it is a compound in `chosen`, else the spans of its parts that are."""
    if token.joined in chosen:
        return [(token.start, token.end)]
    return list(dict.fromkeys((start, end) for part, start, end in spans(text, token) if part in chosen))


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

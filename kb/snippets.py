"""The part of a passage that shows why it was found."""

from kb.language import WORD, trim
from kb.lexical import Words, stem

LENGTH = 280


def matching_words(text: str, words: Words) -> list[tuple[int, int]]:
    """Spans of the words of `text` that meet a word of the query, in order."""
    wanted = {(term.language, term.text) for alternatives in words for term in alternatives}
    languages = sorted({language for language, _ in wanted})
    return [
        match.span()
        for match in WORD.finditer(text)
        if any((language, stem(match.group(), language)) in wanted for language in languages)
    ]


def snippet(text: str, words: Words) -> str:
    """Up to LENGTH characters of `text`, whole words, around the densest run of matching ones."""
    if len(text) <= LENGTH:
        return text
    spans = matching_words(text, words)
    starts = [start for start, _ in spans] or [0]
    best = max(starts, key=lambda start: sum(start <= s < start + LENGTH - 40 for s in starts))
    begin = max(0, min(best - 40, len(text) - LENGTH))
    end = min(len(text), begin + LENGTH)
    if begin:
        begin = text.find(" ", begin, best + 1) + 1 or begin
    if end < len(text):
        end = text.rfind(" ", begin, end) if " " in text[begin:end] else end
    begin, end = trim(text, begin, end)
    return f"{'… ' if begin else ''}{text[begin:end]}{' …' if end < len(text) else ''}"

"""Lines that name a hidden person: documents stay unchanged, but no line with the name is quoted or shown in a list."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from kb.model import Passage
from kb.store.catalogue import Catalogue
from kb.text.sentences import sentences


def without_hidden_names(catalogue: Catalogue, passages: Sequence[Passage]) -> list[Passage]:
    """The passages with line breaks in place of lines that name a hidden person; offsets of all other text are unchanged."""
    if (pattern := hidden_pattern(catalogue)) is None:
        return list(passages)
    return [
        replace(passage, text=blanked(passage.text, _lines(passage.text, pattern)))
        if pattern.search(passage.text)
        else passage
        for passage in passages
    ]


def hidden_pattern(catalogue: Catalogue) -> re.Pattern[str] | None:
    """The pattern of all hidden people's names; None if nobody is hidden."""
    rules = catalogue.name_rules.all("person")
    hidden = tuple(name for name, (rule, _) in rules.items() if rule == "hidden")
    return names_pattern(hidden) if hidden else None


def blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with line breaks in place of these spans."""
    for start, end in spans:
        text = text[:start] + "\n" * (end - start) + text[end:]
    return text


@lru_cache(maxsize=8)
def names_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that matches any of these names (at least one), as written or with the family name first."""
    forms = []
    for *given, family in ([re.escape(word) for word in name.split()] for name in names):
        forms += [r"\s+".join([*given, family]), rf"{family},?\s+" + r"\s+".join(given)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", re.I)


def _lines(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """The spans of the lines around each name; in a long line, of the sentence."""
    spans = sentences(text)
    found = []
    for match in pattern.finditer(text):
        start, end = match.span()
        line = text.rfind("\n", 0, start) + 1, end + len(text[end:].partition("\n")[0])
        near = [span for span in spans if span[0] < end and start < span[1]]
        first = max([line[0], *(span[0] for span in near[:1])])
        last = min([line[1], *(span[1] for span in near[-1:])])
        found.append((min(first, start), max(last, end)))
    return found

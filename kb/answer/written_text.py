"""Reads what language models write: reasoning set apart, markup removed, and citations in the styles that are seen in the wild. Pure."""

import re
from collections.abc import Iterator

from kb.text.sentences import sentences

_REASONING = re.compile(r"<(think|thinking|reasoning|thought)>(.*?)(?:</\1>|$)", re.S | re.I)
_OPENING_LOST = re.compile(r"^(.*?)</(?:think|thinking|reasoning|thought)>", re.S | re.I)
_TAGS = ("<think>", "<thinking>", "<reasoning>", "<thought>")

_WORD = r"(?:(?:source|sources|fonte|fonti|doc|document|documento|ref|passage|passaggio)\.?\s*[:#n°]*\s*)?"
_NUMBERS = r"\d{1,2}(?:\s*(?:[,;&–-]|e|and|to|a)\s*(?:source\s+|fonte\s+)?\d{1,2})*"
_MARK = re.compile(
    rf"\s*(?:\[\[\s*{_WORD}({_NUMBERS})\s*\]\]|\[\s*\^?\s*{_WORD}({_NUMBERS})\s*\](?!\()|【\s*{_WORD}({_NUMBERS})[^】]*】"
    # A number in round brackets is a mark where a sentence ends or other marks follow: not in "(3) schools".
    rf"|\(\s*(?:(?:source|fonte)s?\s+)?({_NUMBERS})\s*\)(?=\s*(?:[.,;:!?]|$|\n|[\[(【]))"
    rf"|(?<=[.!?])\(({_NUMBERS})\)|(?<=[.!?]\s)\(({_NUMBERS})\)"
    rf"|\((?:sources?|font[ei])\s+({_NUMBERS})\))",
    re.I,
)
_SUPERSCRIPT = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_FOOTNOTE = re.compile(r"^\s*\[\^?(\d{1,2})\]\s*:\s*(.*)$", re.M)
_LIST = re.compile(r"\n\s*(?:#+\s*)?\**(?:sources|references|fonti|riferimenti)\**\s*:?\s*\**\s*\n.*$", re.S | re.I)
_LONGEST_RANGE = 8
# Anything that could load a resource, run code or imitate the page's own layout.
_ACTIVE = (
    (re.compile(r"!\[[^\]]*\]\((?:[^()]|\([^()]*\))*\)"), ""),
    (re.compile(r"\[([^\]]*)\]\((?:[^()]|\([^()]*\))*\)"), r"\1"),
    (re.compile(r"</?[a-z!?][^>]*>", re.I), ""),  # not "< 20 mg and > 5 mg"
    (re.compile(r"\b(?:https?|javascript|data|file):\S+", re.I), ""),
    (re.compile(r"^(?:[#>*\s]|-(?=\s))+|[*_`]{1,3}", re.M), ""),
)


def without_reasoning(written: str) -> tuple[str, str]:
    """(the answer, the reasoning) in a model's text; reasoning that isn't closed yet has no answer after it."""
    reasoning = [match[2].strip() for match in _REASONING.finditer(written)]
    answer = _REASONING.sub("", written)
    if not reasoning and (lost := _OPENING_LOST.match(answer)):
        reasoning, answer = [lost[1].strip()], answer[lost.end() :]
    return answer.lstrip(), "\n\n".join(filter(None, reasoning))


def shown_so_far(written: str) -> str:
    """The part of an unfinished answer that may be shown: neither reasoning nor the beginning of its tag."""
    answer, _ = without_reasoning(written)
    cut = answer.rfind("<")
    if cut >= 0 and any(tag.startswith(answer[cut:].lower()) for tag in _TAGS):
        return answer[:cut]
    return answer


def plain(text: str) -> str:
    """The text without images, links, HTML, addresses and Markdown markup, white space collapsed."""
    for pattern, kept in _ACTIVE:
        text = pattern.sub(kept, text)
    return " ".join(text.split())


def claims(written: str) -> Iterator[tuple[str, list[int]]]:
    """Yield (sentence without citation marks, numbers cited); marks after a full stop belong to the sentence before it."""
    text, footnotes = _without_footnotes(written)
    text = _SUPERSCRIPT.sub(lambda m: f"[{m.group().translate(_DIGITS)}]", text)
    # `plain` strips Markdown links, so marks are written in other brackets meanwhile.
    text = _MARK.sub(lambda m: f" ⟦{next(filter(None, m.groups()))}⟧", text)
    text = plain(re.sub(r"([.!?])((?:\s*⟦[^⟧]*⟧)+)", lambda m: f"{m[2]}{m[1]}", text))
    for start, end in sentences(text):
        marks = re.findall(r"⟦([^⟧]*)⟧", text[start:end])
        cited = [footnotes.get(number, number) for mark in marks for number in numbers_of(mark)]
        claim = re.sub(r"\s*⟦[^⟧]*⟧", "", text[start:end]).strip()
        if any(char.isalnum() for char in claim):
            yield claim, list(dict.fromkeys(cited))


def numbers_of(mark: str) -> list[int]:
    """The numbers of a mark, ranges written out: "1-3, 5" is 1, 2, 3 and 5."""
    found: list[int] = []
    for match in re.finditer(r"(\d{1,2})(?:\s*(?:[–-]|to|a)\s*(\d{1,2}))?", mark):
        first, last = int(match[1]), int(match[2] or match[1])
        found += range(first, last + 1) if 0 <= last - first < _LONGEST_RANGE else (first, last)
    return found


def _without_footnotes(written: str) -> tuple[str, dict[int, int]]:
    """The text without footnotes and without a list of sources at its end; and the source that each footnote names."""
    named: dict[int, int] = {}
    for match in _FOOTNOTE.finditer(written):
        source = re.search(r"(?:source|fonte|\[)\s*(\d{1,2})", match[2], re.I)
        named[int(match[1])] = int(source[1]) if source else int(match[1])
    return _LIST.sub("", _FOOTNOTE.sub("", written)), named

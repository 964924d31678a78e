"""Sentences of Italian and English, and lists, found by rules; results are character offsets. Pure."""

import itertools
import re
from dataclasses import dataclass

from kb.text.stopwords import STOPWORDS

# Abbreviations of both languages: their full stop doesn't end a sentence.
_ABBREVIATIONS = frozenset(
    "artt figg tab tabb sez cap capp par pag pagg pp vol nn nr num es ad cfr cf ecc etc al ca circa dott"
    " dr drssa prof proff profssa sig sigra sigg ing arch avv on mr mrs ms st sr jr vs eq eqq ref refs ed eds op cit"
    " ibid int tel min max approx dept univ inc ltd co corp spa srl rev lett lgs rif"
    " ch chap feb apr gen jan jun jul aug ago sett sep sept oct ott nov dec dic".split()
)
# Words that are abbreviations only if this follows them: "The answer was no. The", but "no. 5"; "modern art. The", but "art. 3".
_NUMBER = re.compile(r"\d|[A-Z]+[-–/ ]?\d|[A-Z]{3,}\b")  # also "L-8", "WPS 6550", "FAA–2020"
_NUMBER_OR_LETTER = re.compile(rf"{_NUMBER.pattern}|[A-Z]\b|[IVX]+\b")
_ONLY_BEFORE = dict.fromkeys(("no", "est", "mar", "comma"), _NUMBER) | dict.fromkeys(
    ("art", "all", "fig", "sec"), _NUMBER_OR_LETTER
)
_AFTER_LETTER = re.compile(rf"{_NUMBER.pattern}|[A-Z]\.|[IVX]{{2,}}\b")  # "p. 3", "J. R. Smith", "v. IV"
_NAME_AT_END = re.compile(r"(?:\b[A-Z]\.-?|\b[^\W\d_a-zà-ÿ][^\W\d_]+,?|\])[\s|]*$")  # "J.-", "Smith,", "[3]"
_FIRST_WORDS = re.compile(r"([^\W\d_]+)['’]?\s*(\S?)")
_FUNCTION_WORDS = STOPWORDS["it"] | STOPWORDS["en"]
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s)|\n")  # each run of marks is tried once
_BEFORE = re.compile(r"([^\W\d_]+(?:\.[^\W\d_]+)*|\d+)$")
_MARKED = re.compile(r"(?:[•‣▪●○◦–—*→⇨✓➢·-]|\(?(?:\d{1,2}|[a-z])[.)])\s+\S")
_LEAST = 2  # items of a list
_SHORT = 120  # characters of an item without a mark, at most
_Line = tuple[int, int, str]  # start, end and text


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    if match.group() == "\n":
        return True
    following = text[match.end() :].lstrip()[:1]
    if following.islower():
        return False
    if match.group()[0] != ".":
        return True
    before = _BEFORE.search(text[: match.start()][-40:])
    if before is None:
        return True
    word, head = before.group().replace(".", ""), text[: match.start()][-40:]
    is_mark = head.rpartition("\n")[2].strip(" •-–") == word and (word.isdigit() or len(word) == 1)
    return not (is_mark or _is_abbreviation(word, head[: before.start()], text[match.end() :][:40].lstrip()))


def _is_abbreviation(word: str, before: str, after: str) -> bool:
    """Whether a word before a full stop is an abbreviation, by the texts beside it."""
    if len(word) == 1 and word.isalpha():
        return (
            before.endswith("(") or bool(_AFTER_LETTER.match(after)) or (word.isupper() and _is_initial(before, after))
        )
    wanted = _ONLY_BEFORE.get(word.lower())
    return bool(wanted.match(after)) if wanted else word.lower() in _ABBREVIATIONS


def _is_initial(before: str, after: str) -> bool:
    """Whether a name stands beside a capital letter: before it, or after it and no sentence begins there ("C. The rest")."""
    words = _FIRST_WORDS.match(after)
    is_name = words is not None and words[1][0].isupper()
    begins = words is not None and words[1].lower() in _FUNCTION_WORDS and not words[2].isupper()
    return bool(_NAME_AT_END.search(before)) or (is_name and not begins)


def sentences(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence of `text`, in order, without surrounding white space.

    A line break ends a sentence: page text has one only at the end of a paragraph, item or row. "art. 3", "Fig. 2",
    "dott. Rossi" and "J. Smith" don't end one.
    """
    spans, start = [], 0
    for match in _END.finditer(text):
        if _ends_sentence(text, match):
            spans.append((start, match.end()))
            start = match.end()
    spans.append((start, len(text)))
    return [trimmed for span in spans if (trimmed := trim(text, *span))[0] < trimmed[1]]


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without leading and trailing white space."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


@dataclass(frozen=True)
class TextList:
    """A list by offsets in its text: where what introduces it begins, its first item begins, and its last one ends."""

    start: int
    items: int
    end: int


def lists(text: str, longest: int) -> list[TextList]:
    """The lists of a text, in order; items with which one has more than `longest` characters are left out.

    Items are lines with a bullet or number, or short lines without a full stop after a line that ends with a colon.
    """
    lines, found, at = _lines(text), list[TextList](), 0
    while at < len(lines) - _LEAST:
        items = _items(lines[at], lines[at + 1 :])
        start = lines[at][0] + sentences(lines[at][2])[-1][0]
        kept = [item for item in items if item[1] - start <= longest]
        if len(kept) >= _LEAST:
            found.append(TextList(start, kept[0][0], kept[-1][1]))
        at += len(items) or 1
    return found


def list_goes_on(text: str, start: int, end: int) -> bool:
    """Whether a span of a text holds items of a list and ends before its last one."""
    return any(
        found.items < end < found.end and len(_lines(text[max(start, found.items) : end])) >= _LEAST
        for found in lists(text, len(text))
    )


def slide_list(text: str, heading: str, longest: int) -> TextList | None:
    """The list that a whole text of at most `longest` characters is, as on a slide: its heading, and below it short lines alike."""
    lines = _lines(text) if len(text) <= longest else []
    if len(lines) <= _LEAST or lines[0][2] not in heading:
        return None
    # Lines of both kinds are broken ones.
    is_list = all(_is_short(line) for _, _, line in lines) and len({line[0].isupper() for _, _, line in lines[1:]}) == 1
    return TextList(lines[0][0], lines[1][0], lines[-1][1]) if is_list else None


def _lines(text: str) -> list[_Line]:
    spans = (trim(text, *found.span()) for found in re.finditer(r"[^\n]+", text))
    return [(start, end, text[start:end]) for start, end in spans if start < end]


def _items(line: _Line, following: list[_Line]) -> list[_Line]:
    """The items after a line; none if it introduces no list."""
    introduces = line[2].endswith(":")
    if _MARKED.match(line[2]) and not introduces:
        return []
    if _MARKED.match(following[0][2]):
        return [*itertools.takewhile(lambda other: _MARKED.match(other[2]), following)]
    return [*itertools.takewhile(lambda other: _is_short(other[2]), following)] if introduces else []


def _is_short(line: str) -> bool:
    return len(line) <= _SHORT and not line.endswith((".", ":", "?", "!"))

"""Joining of lines of front pages: which ones belong together, and their text."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from ingest.cover.blocks import FrontBlock
from ingest.cover.line_features import role_end
from ingest.cover.words import role_of
from ingest.metadata.person_names import is_person, name_evidence, plain_name
from ingest.readers.records import Line
from kb.text.normalise import fold

_OPEN = re.compile(
    r"(?:&|\b(?:di|in|of|the|and|e|per|for|a|del|della|dei|delle|con|with|on|su|sul|sulla|by|to|nel|nella|il|la|lo|un|una|an|tra|from))$",
    re.I,
)
_APART = re.compile(
    r"(?:titolo|title|titolo della tesi|thesis title)\W*|\d{1,2}(?:\.\d+)*\.?\s+[A-ZÀ-Ý].*"
    r"|(?:(?:master|bachelor|ph\.?d|doctoral|final|technical|project|research|year|m\.?sc|b\.?sc)\S*\s+){0,3}(?:thesis|dissertation|report)"
    r"|tesi(?: di \w+)?(?: \w+)?|elaborato finale|prova finale|(?:report|relazione|rapporto|scheda)(?: (?:finale|tecnic[ao]|di progetto|del progetto|di ricerca|progetto))+|final project work|policy brief|white paper|working paper|executive summary|abstract|introdu\w+",
    re.I,
)
_DATED = re.compile(
    r"(?:data|date|published|pubblicat\w+|versione?|release[d]?|revision|draft|updated|aggiornat\w+|printed|as of)\b.{0,30}\d.{0,20}",
    re.I,
)
_MARKS = "*∗†‡§⋆"  # of footnotes
# Maximum distance from the last line, in sizes of type, of the next line of a title, of an open title, and of a labelled one.
CLOSE, WIDE, _FAR = 2.2, 3.2, 3.6
_OTHER_SIZE = 0.2  # share by which the size of type differs from one part of a front page to the next
_WORD_START = re.compile(r"(?<=[\s|])[^\W\d_]")
_PARTED = re.compile(r"\s[—–|·•-]\s+")  # between people of different roles on one line
_SHORT_ROLE = 3  # letters of words like "by" and "von", which names have too
EDGE = " .:-–—*[](){}"
PROSE = re.compile(r"[a-zà-ù)]{3}[.;!]\s+[A-ZÀ-Ù]")  # one sentence ends and another begins
QUOTES = "\"“”«»‘’'"


def is_open(text: str) -> bool:
    """Whether a text continues in the next line: it ends in a small word or a colon, or has an unclosed quotation."""
    return bool(_OPEN.search(text)) or text.count("“") > text.count("”") or text.count("«") > text.count("»")


def continues(one: FrontBlock, other: FrontBlock) -> bool:
    """Whether a line that may begin a title continues the one above: it begins with a small letter, or that one is open."""
    text = one.text.strip()
    is_one = other.text[:1].islower() or text.endswith(",") or bool(_OPEN.search(text))
    return is_one and runs_on(one, other) and not (is_apart(text) or role_of(fold(text))[0])


def runs_on(one: FrontBlock, other: FrontBlock, widest: float = CLOSE) -> bool:
    """Whether a line is set like the one before and right below it, within `widest` times its size."""
    a, b = one.line, other.line
    alike = a.size > 0 and abs(b.size - a.size) <= 0.04 * a.size and a.bold == b.bold
    is_below = not b.right or 0.5 < (b.top - a.top) / max(a.size, 1.0) < widest
    return one.page == other.page and alike and is_below


def is_right_below(one: FrontBlock, other: FrontBlock) -> bool:
    """Whether a line begins less than two lines below another one, in its type, on its page."""
    return one.page == other.page and (not one.line.size or other.line.top - one.line.top < 2.2 * one.line.size)


def is_set_apart(last: Line, line: Line) -> bool:
    """Whether a line is of another size than the last one, or far below it."""
    is_far = bool(line.right) and line.top - last.top > _FAR * max(last.size, line.size)
    return last.size > 0 and (is_far or abs(line.size - last.size) > _OTHER_SIZE * last.size)


@lru_cache(maxsize=1000)
def is_apart(text: str) -> bool:
    """Whether a line between those of a title isn't part of it: a numbered heading, kind of document, label or person."""
    role, _ = role_of(fold(text))
    rest = without_label(text)
    announces = bool(role) and (not rest or ":" in text or is_person(plain_name(rest)))
    return announces or bool(_APART.fullmatch(text) or _DATED.fullmatch(text)) or is_person(plain_name(text))


def joined(blocks: Sequence[FrontBlock], run: Sequence[int]) -> str:
    """The text of these lines, without quotation marks around it and a note mark after it."""
    text = re.sub(r"\s+", " ", " ".join(blocks[at].text for at in run)).strip(" -–—:;,").rstrip(_MARKS + " ,")
    for opening, closing in ("“”", "«»", '""', "””"):
        if text[:1] == opening and text[-1:] == closing:
            text = text[1:-1].strip()
    return text


def without_label(text: str) -> str:
    """The text after the words that announce a role: "Relatore: Prof. Neri" → "Prof. Neri"."""
    _, end = role_of(fold(text).strip(EDGE + QUOTES + "<>"))
    return text[role_end(text, end) :].strip(EDGE) if end else text


def by_role(text: str) -> list[str]:
    """The text before each further role in a line of people: "Relatore: Ugo Neri Correlatrice: Ida Galli" is two."""
    words = [match.start() for match in _WORD_START.finditer(text)]
    cuts = [at for at in words if _announces_more(text, at)]
    return [text[a:b].strip(EDGE + ",;|·•") for a, b in pairwise([0, *cuts, len(text)])]


def _announces_more(text: str, at: int) -> bool:
    """Whether a role with a colon, or with nothing but listed names, begins within a text that has names before."""
    rest = text[at:]
    role, end = role_of(fold(rest))
    before = _PARTED.split(text[:at].rstrip(EDGE + "|·•"))[-1]
    if not role or not name_evidence(without_label(before.strip(EDGE + ",;|·•"))):
        return False
    if re.match(r"\s*:", rest[end:]):
        return True
    needed = ("name", "maybe name") if _PARTED.search(text[:at]) else ("name",)
    return end > _SHORT_ROLE and name_evidence(_PARTED.split(rest[end:])[0]) in needed

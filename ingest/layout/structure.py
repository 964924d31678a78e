"""Sections of a document: their beginnings and headings, and whether they are bibliographies."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.cover.words import is_formal
from ingest.readers.records import Heading, Parsed, RawPage
from kb.text.normalise import fold

SectionPart = Literal["body", "references"]

_LIST_OF_WORKS = (
    r"(?:bibliografia|sitografia|webgrafia|emerografia|filmografia|riferimenti|references|bibliography|webography|works cited"
    r"|literature)(?: (?:bibliografici|sitografici|web|online|essenziali|essenziale|generale|citati|citata|consultati|consultata"
    r"|cited|consulted))*"
)
_REFERENCES = re.compile(
    r"^(?:\d+\.?\s*|[ivx]+\.\s*|(?:capitolo|chapter|appendice|appendix) \w+\W*)?(?:(?:list of|selected|elenco dei) )?"
    rf"(?:{_LIST_OF_WORKS}|fonti bibliografiche)"
    rf"(?:\s*(?:e|ed|and|&|,|/|-|–)\s*(?:{_LIST_OF_WORKS}|(?:riferimenti )?normativi|fonti(?: \w+)?|sources))*\W*$"
)
_CONTENTS = re.compile(
    r"^\W*(?:indice(?: generale?| delle figure| delle tabelle| analitico)?|contents|table of contents"
    r"|list of (?:figures|tables)|elenco delle (?:figure|tabelle)|inhalt(?:sverzeichnis|sangabe|subersicht)?|table des matieres|sommaire"
    r"|(?:tabla de )?contenidos?|sumario|inhoud(?:sopgave)?)\W*$"
)
_CONTENTS_LINE = re.compile(r"…\s*(?:\d+|[ivxlc]+)$|\s\d{1,3}$")
# In an entry of a table of contents: dots, or the sign that replaces them in a page's text.
LEADERS = re.compile(r"(?:\s*\.){4,}|…")
_NUMBERED = re.compile(r"^(?:(?:capitolo|chapter|section|sezione|parte|part)\s+)?(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+\D")
_SQUASH = re.compile(r"[\W_]+")
_MAX_HEADING = 120


@dataclass(frozen=True)
class Section:
    """The section that begins at an offset of a page (1-based). `heading` is the path of titles, separated by " › "."""

    page: int
    start: int
    heading: str
    part: SectionPart


def sections(parsed: Parsed, pages: Sequence[tuple[RawPage, str]]) -> list[Section]:
    """The sections of a document in reading order, by its outline if it has one, else by type size and numbering."""
    texts = {page.number: text for page, text in pages}
    headings = list(parsed.headings) or _typographic_headings(pages)
    found: list[Section] = []
    path: dict[int, str] = {}
    for heading in headings:
        path = {level: title for level, title in path.items() if level < heading.level}
        path[heading.level] = heading.title
        start = _place(texts.get(heading.page, ""), heading.title)
        title = " › ".join(path[level] for level in sorted(path))
        found.append(Section(heading.page, start, title, _part(heading.title)))
    found += _unlisted_references(texts, found)
    return sorted(found, key=lambda section: (section.page, section.start))


def _part(title: str) -> SectionPart:
    return "references" if _REFERENCES.match(fold(title).strip()) else "body"


def _unlisted_references(texts: dict[int, str], listed: Sequence[Section]) -> list[Section]:
    """A bibliography in the second half of the document that the headings don't list."""
    if any(section.part == "references" for section in listed) or len(texts) < 3:
        return []
    for number in sorted(texts)[len(texts) // 2 :]:
        offset = 0
        for line in texts[number].split("\n"):
            if _REFERENCES.match(fold(line).strip()):
                return [Section(number, offset, line.strip(), "references")]
            offset += len(line) + 1
    return []


def _place(text: str, title: str) -> int:
    """Offset of a heading in its page's text; 0 if it isn't found."""
    wanted = _SQUASH.sub("", fold(title))
    offset = 0
    for line in text.split("\n"):
        squashed = _SQUASH.sub("", fold(line))
        if wanted and squashed.endswith(wanted) and len(squashed) < len(wanted) + 16:
            return offset
        offset += len(line) + 1
    return 0


def _typographic_headings(pages: Sequence[tuple[RawPage, str]]) -> list[Heading]:
    """Headings by type size: lines larger than the body text, or numbered and slightly larger."""
    sizes: Counter[float] = Counter()
    for page, _ in pages:
        for line in page.lines:
            sizes[round(line.size, 0)] += len(line.text)
    if not sizes or not max(sizes):
        return []
    body = sizes.most_common(1)[0][0]
    found: list[Heading] = []
    for page, text in pages:
        if is_contents(text) or (page.number <= 2 and _is_cover(page)):
            continue
        kept = set(text.split("\n"))
        large = [line for line in page.lines if line.text in kept and _is_heading(line.text, line.size, body)]
        # A page with more large lines than this is a cover or a poster.
        if len(large) <= 8:
            found += [Heading(page.number, line.text, _level(line.text, line.size, body)) for line in large]
    return found


def _is_cover(page: RawPage) -> bool:
    """Whether a quarter of a page's lines, and at least three, are the formal ones of a cover."""
    return sum(is_formal(line.text) for line in page.lines) >= max(3, len(page.lines) // 4)


def _is_heading(text: str, size: float, body: float) -> bool:
    if not 3 <= len(text) <= _MAX_HEADING or not any(char.isalpha() for char in text):
        return False
    if text.endswith((".", ",", ";")) or text.startswith(("•", "–", "-")):
        return False
    return size > body * 1.18 or (size > body * 1.04 and _NUMBERED.match(fold(text)) is not None)


def _level(text: str, size: float, body: float) -> int:
    numbered = _NUMBERED.match(fold(text))
    if numbered:
        return numbered[1].count(".") + 1
    return 1 if size > body * 1.5 else 2


def is_contents_heading(line: str) -> bool:
    """Whether a line is the heading of a table of contents or a list of figures."""
    return bool(_CONTENTS.match(fold(line).strip()))


def is_contents(text: str) -> bool:
    """Whether a page is a table of contents or a list of figures."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 4:
        return False
    leaders = sum("…" in line and bool(_CONTENTS_LINE.search(line)) for line in lines)
    if leaders >= max(3, len(lines) // 3):
        return True
    titled = any(map(is_contents_heading, lines[:3]))
    return titled and sum(bool(_CONTENTS_LINE.search(line)) for line in lines) >= len(lines) // 2


class Outline:
    """Finds the section of a place in a document."""

    def __init__(self, found: Sequence[Section]) -> None:
        self._sections = list(found)
        self._keys = [(section.page, section.start) for section in self._sections]

    def at(self, page: int, offset: int) -> Section:
        """The section at an offset of a page; before the first, one without a heading."""
        index = bisect_right(self._keys, (page, offset)) - 1
        return self._sections[index] if index >= 0 else Section(page, 0, "", "body")

    def starts(self, page: int) -> list[int]:
        """Offsets at which sections begin on a page."""
        return [section.start for section in self._sections if section.page == page]

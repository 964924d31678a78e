"""Title and subtitle of a document, from the file's properties, the front page or, last, the file name."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from ingest.layout.front_page import FRONT
from ingest.metadata.person_names import is_name, plain_name
from ingest.readers.records import Line, Parsed, RawPage
from kb.model import Origin
from kb.text.normalise import WORD, fold

_LONG = 160  # characters of the longest subtitle; by judgement
_MONTHS = (
    "gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre"
    "|january|february|march|april|may|june|july|august|september|october|november|december"
)
_DATE = re.compile(
    rf"(?:\b(?:del|on|of)\s+)?(?:\b\d{{1,2}}[\-./]\d{{1,2}}[\-./](?:19|20)?\d\d\b|\b(?:\d{{1,2}}\s+)?(?:{_MONTHS})\.?\s*(?:\d{{1,2}},?)?\s*(?:19|20)\d\d\b)",
    re.I,
)
_PROSE = re.compile(r"[a-zà-ù][.!?]\s+[A-ZÀ-Ù]|[,.]$")
# A formal line that continues on the next one: "Tesi di laurea magistrale in".
_RUNS_ON = re.compile(r"\b(?:tesi|laurea|degree|master|bachelor|corso|course|thesis)\b.*\b(?:in|di|of)\s*:?$", re.I)
_JUNK_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint)\s*-.*|.*_\w*|untitled.*|senza titolo.*|document\d*|documento\d*|presentazione.*|powerpoint.*|slide \d+"
    r"|title|titolo|.*\.(?:docx?|pdf|tex|dvi|pptx?|odt|indd|pages|qxd|html?|rtf|md|ai)|[\W\d_]*|layout \d+|thesis|tesi|template.*)$",
    re.I,
)


@dataclass(frozen=True)
class Title:
    """A title, its subtitle (or ""), their origin, and the confidence in them (0..1)."""

    text: str
    subtitle: str
    origin: Origin
    confidence: float

    @property
    def whole(self) -> str:
        """Title and subtitle on one line."""
        if not self.subtitle:
            return self.text
        return f"{self.text} {self.subtitle}" if self.subtitle[0].isdigit() else f"{self.text}: {self.subtitle}"


def find_title(parsed: Parsed, front: Sequence[RawPage], name: str, people: Sequence[str]) -> Title:
    """The title as printed. `front` are the first pages, `name` is the file name without extension, `people` are names."""
    names = {fold(person) for person in people}
    if parsed.flowing:
        found = _opening(parsed, front, names)
    else:
        found = next((title for page in front if (title := _largest_lines(page.lines, names))), None)
    stated = parsed.properties.title.strip()
    if parsed.properties.is_trusted and WORD.search(stated) and not _JUNK_TITLE.match(stated):
        return Title(stated, parsed.properties.subject, "file", 0.95)
    if len(WORD.findall(stated)) >= 2 and not _JUNK_TITLE.match(stated) and _is_printed(stated, front):
        return Title(stated, _stated_subtitle(parsed, front, found), "file", 0.9)
    if found:
        return found
    if stated and not _JUNK_TITLE.match(stated):
        return Title(stated, "", "file", 0.5)
    return Title(re.sub(r"[_\-\s]+", " ", name).strip(), "", "file name", 0.2)


def _stated_subtitle(parsed: Parsed, front: Sequence[RawPage], found: Title | None) -> str:
    """The file's subject, if the front page prints it; else the subtitle there, if it has the same title."""
    subject = parsed.properties.subject.strip()
    if len(WORD.findall(subject)) >= 3 and len(subject) < _LONG and front and _is_printed(subject, front):
        return subject
    same = found is not None and WORD.findall(fold(found.text)) == WORD.findall(fold(parsed.properties.title))
    return found.subtitle if found and same else ""


def _is_printed(title: str, front: Sequence[RawPage]) -> bool:
    printed = set(WORD.findall(fold(" ".join(line.text for page in front for line in page.lines))))
    words = WORD.findall(fold(title))
    return not printed or sum(word in printed for word in words) >= 0.6 * len(words)


def _opening(parsed: Parsed, front: Sequence[RawPage], people: set[str]) -> Title | None:
    """The title of a document without page layout: its first heading, on slides with the line below, or its first line."""
    if parsed.format in ("csv", "json", "xlsx"):
        return None
    lines = [line.text.strip() for page in front[:1] for line in page.lines]
    first = parsed.headings[0] if parsed.headings else None
    if first and first.page <= 2 and not _is_formal(first.title, people):
        if parsed.format in ("pptx", "odp") and first.page == 1 and len(lines) > 1 and lines[0] == first.title:
            below = lines[1] if not _is_formal(lines[1], people) and len(WORD.findall(lines[1])) > 1 else ""
            return Title(first.title, below, "front page", 0.7)
        # A heading after the lines of a cover is the first chapter.
        if len(WORD.findall(first.title)) >= 2 and (first.page == 1 or not any(map(FRONT.search, lines))):
            return Title(first.title, "", "front page", 0.8)
    usable = [text for text in lines[:12] if len(WORD.findall(text)) >= 2 and not _is_formal(text, people)]
    if usable and len(usable[0]) < 200:
        return Title(_lower_capitals(usable[0]), "", "front page", 0.5)
    return Title(first.title, "", "front page", 0.5) if first else None


def _is_formal(text: str, people: set[str]) -> bool:
    """Whether a line of a cover can't be the title: a university, a role, a name, a date."""
    plain = re.sub(r"(?<=[a-z])\s*[\d*†∗]+(?=\s|$)", "", text)  # footnote marks
    names = [plain_name(part) for part in re.split(r"\s*(?:[,;&]|\band\b|\be\b)\s*", plain) if part]
    all_names = all(fold(name) in people or is_name(name) for name in names)
    return all_names or bool(FRONT.search(text)) or bool(_DATE.fullmatch(text.strip()))


def _largest_lines(lines: Sequence[Line], people: set[str]) -> Title | None:
    """The consecutive lines of the largest type on a front page, without names and formal lines."""
    usable = [
        (at, line)
        for at, line in enumerate(lines[:60])
        if len(line.text) > 2
        and not FRONT.search(line.text)
        and fold(plain_name(line.text)) not in people
        and not (at and _RUNS_ON.search(lines[at - 1].text))
    ]
    sizes = sorted({line.size for _, line in usable if len(WORD.findall(line.text)) >= 1}, reverse=True)
    for size in sizes[:3]:
        block: list[Line] = []
        last = -1
        for at, line in usable:
            if abs(line.size - size) <= size * 0.06 and (not block or at == last + 1):
                block.append(line)
                last = at
        title = _joined(line.text for line in block)
        if len(WORD.findall(title)) >= 2 and 8 <= len(title) <= 300:
            return Title(
                _lower_capitals(title), _below(block, usable, people), "front page", 0.8 if size == sizes[0] else 0.6
            )
    return None


def _below(block: Sequence[Line], usable: Sequence[tuple[int, Line]], people: set[str]) -> str:
    """The subtitle: one or two lines of smaller type directly below the title."""
    size, bottom = block[0].size, max(line.top for line in block)
    under = sorted((line for _, line in usable if line.top > bottom + 1), key=lambda line: line.top)
    if not under or not 0.25 * size <= under[0].size <= 0.94 * size or under[0].top - bottom > 6 * size:
        return ""
    if len(under) > 12 and under[0].size < 1.15 * median(line.size for line in under):
        return ""  # the body begins here
    found: list[str] = []
    for at, line in enumerate(under):
        apart = line.top - under[at - 1].top > 2.2 * line.size if at else False
        if apart or abs(line.size - under[0].size) > 0.06 * under[0].size or _is_formal(line.text, people):
            break
        found.append(line.text)
    if found and found[-1].endswith("?") and len(under) > 12:
        return ""  # the first heading
    subtitle = _DATE.sub("", _joined(found)).rstrip(" ,-–—")
    if _PROSE.search(subtitle):
        return ""
    return _lower_capitals(subtitle) if found and len(found) <= 2 and len(subtitle) <= _LONG else ""


def _joined(parts: Iterable[str]) -> str:
    return re.sub(r"\s+", " ", " ".join(parts)).strip(' -–—:;,"“”«»')


def _lower_capitals(title: str) -> str:
    return title.capitalize() if title.isupper() and len(title) > 60 else title

"""Title and subtitle of a document, from the front page, the file's properties or, last, the file name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.cover.read import NO_TITLE, Cover
from ingest.readers.records import Parsed, RawPage
from kb.model import Origin
from kb.text.normalise import WORD, fold

_LEAST = 0.35  # confidence in a front page's title below which that of the file is preferred. By judgement.
_RECORDS = ("csv", "json", "xlsx", "ods")  # formats without front pages
_JUNK_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint)\s*-.*|.*_\w*|untitled.*|senza titolo.*|document\d*|documento\d*|presentazione(?: (?:standard|di powerpoint).*)?|powerpoint.*|slide \d+"
    r"|title|titolo|.*\.(?:docx?|pdf|tex|dvi|pptx?|odt|indd|pages|qxd|html?|rtf|md|ai|svg|png|jpe?g|xlsx?)|[\W\d_]*|layout \d+|thesis|tesi|template.*|.*\btemplate|modello.*"
    r"|(?:share|over)latex.*|.*\bexample|your title.*|main|cover|copertina|frontespizio|report|book|article)$",
    re.I,
)
_CONTENTS_ENTRY = re.compile(r"(?:\s*\.){4,}|…\s*\d+$")
_FORMULA = re.compile(r"[=<|^]\s*$")
_WORD_OF_TITLE = re.compile(r"[^\W\d_]{2}")


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
        if self.subtitle[0].isdigit() or self.text[-1:] in ":?!–-":
            return f"{self.text} {self.subtitle}"
        return f"{self.text}: {self.subtitle}"


def is_junk(title: str) -> bool:
    """Whether a title in a file's properties is one that programs or templates write there."""
    return len(WORD.findall(title)) == 0 or bool(_JUNK_TITLE.match(title.strip()))


def find_title(parsed: Parsed, front: Sequence[RawPage], name: str, cover: Cover) -> Title:
    """The title as printed. `front` are the first pages, `name` is the file name without extension.

    The file's own title replaces the printed one if both have the same words, and is used if nothing reliable is printed.
    """
    stated = "" if is_junk(parsed.properties.title) else " ".join(parsed.properties.title.split())
    if parsed.properties.is_trusted and stated:
        return Title(stated, parsed.properties.subject, "file", 0.95)
    # Plain text has no type: a line that ends like a sentence is its first sentence.
    is_sentence = parsed.format == "text" and cover.title.text.endswith(".")
    none = is_sentence or parsed.format in _RECORDS or not _may_be_title(cover.title.text)
    printed = NO_TITLE if none else cover.title
    subtitle = cover.subtitle.text if printed.text and not _is_prose(cover.subtitle.text, printed.text) else ""
    if stated and (_same(stated, printed.text) or _same(stated, f"{printed.text} {subtitle}")):
        return Title(stated, subtitle if _same(stated, printed.text) else "", "file", max(printed.confidence, 0.9))
    if (
        stated
        and len(WORD.findall(stated)) >= 2
        and (printed.confidence < _LEAST or not printed.text)
        and _is_printed(stated, front)
    ):
        return Title(stated, "", "file", 0.6)
    if printed.text and printed.confidence >= _LEAST:
        return Title(_lower_capitals(printed.text), _lower_capitals(subtitle), "front page", printed.confidence)
    if stated:
        return Title(stated, "", "file", 0.5)
    if printed.text and printed.confidence >= 0.2:
        return Title(_lower_capitals(printed.text), _lower_capitals(subtitle), "front page", printed.confidence)
    return Title(re.sub(r"[_\-\s]+", " ", name).strip(), "", "file name", 0.2)


def _may_be_title(line: str) -> bool:
    """Whether a line could be a title: it has a word, is mostly letters, and isn't an entry of contents or a formula."""
    signs = [char for char in line if not char.isspace()]
    mostly_letters = sum(map(str.isalnum, signs)) > len(signs) / 2
    has_word = mostly_letters and bool(_WORD_OF_TITLE.search(line))
    return has_word and not _CONTENTS_ENTRY.search(line) and not _FORMULA.search(line)


def _is_prose(subtitle: str, title: str) -> bool:
    """Whether a subtitle ends like a sentence, unlike the title: then it is the beginning of the text."""
    return subtitle.endswith(".") and not title.endswith(".") and len(WORD.findall(subtitle)) > 3


def _same(one: str, other: str) -> bool:
    return WORD.findall(fold(one)) == WORD.findall(fold(other))


def _is_printed(title: str, front: Sequence[RawPage]) -> bool:
    printed = set(WORD.findall(fold(" ".join(line.text for page in front for line in page.lines))))
    words = WORD.findall(fold(title))
    return not printed or sum(word in printed for word in words) >= 0.6 * len(words)


def _lower_capitals(title: str) -> str:
    return title.capitalize() if title.isupper() and len(title) > 60 else title

"""From the lines of a page to its text: repair characters, join hyphenated words, drop running heads and page numbers."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.readers.records import Line, RawPage
from kb.text.normalise import WORD, plain_characters

# PDFium replaces a hyphen at the end of a line by U+0002 or U+FFFE and puts the rest of the word on the same line.
_SOFT_BREAK = re.compile("([^\\W\\d_]+)[\x02\ufffe]([^\\W\\d_]+)")
_LINE_HYPHEN = re.compile(r"([^\W\d_]{2,})-$")
_END_OF_WORD = re.compile(r"(?<=\w)\u00ad\s*$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_ARROWS = {"\uf0e0": "→", "\uf0f0": "⇨", "ﬅ": "ft"}
# Punctuation of Windows-1252 that a font passes on as control characters; 0x88 draws a bullet in TeX's fonts. Letters stay:
# a quote is located by its letters, and the page's own text has them unrepaired.
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_C1 = {code: char for code, char in _WINDOWS.items() if not char.isalpha()} | {0x88: "•"}
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_SPACES = re.compile(r" +")

# Text of old pdfTeX has the accent before its letter: `e for è, sometimes after a space.
_TEX_ACCENTS = {
    "`": dict(zip("aeiouAEIOUı", "àèìòùÀÈÌÒÙì", strict=True)),
    "´": dict(zip("aeiouAEIOUı", "áéíóúÁÉÍÓÚí", strict=True)),
    "¨": dict(zip("aeiouAOU", "äëïöüÄÖÜ", strict=True)),
    "ˆ": dict(zip("aeiou", "âêîôû", strict=True)),
}
_TEX_ACCENT = re.compile(r"([`´¨ˆ])([aeiouAEIOUı])(?=[^\W\d_]?)")
_TEX_SIGN = re.compile(r"[a-zA-Z]`[aeou]|[a-z]`ı| `e |i`u ")
# The accent of a capital, or of small capitals, is at the end of the line instead.
_STRAY_ACCENT = re.compile(r"\s[`´]$")
_LOST_ACCENT = re.compile(r"\bE(?= )|\b(?:pi|perci|gi|ci|pu|cos|lunedi|virt|\w+it|\w+alit)[uaoi]\b")
_GRAVE = _TEX_ACCENTS["`"]

_PAGE_NUMBER = re.compile(r"^[\s\-–—|·.]*(?:(?:p|pag|page|pagina)\.?\s*)?(\d{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7})"
                          r"(?:\s*(?:/|di|of)\s*\d{1,4})?[\s\-–—|·.]*$")  # fmt: skip
_DIGITS = re.compile(r"\d+")
_ITEM = re.compile(r"^(?:[•‣▪●○◦–—*\-→⇨✓➢·]\s*|\(?\d{1,2}[.)]\s|\(?[a-z][.)]\s|\d+(?:\.\d+)+\.?\s)")
_DOT_LEADERS = re.compile(r"(?:\s*\.){4,}\s*")


def is_old_tex(sample: str) -> bool:
    """Whether accents come before their letters in this text, as old pdfTeX writes them."""
    return len(_TEX_SIGN.findall(sample)) >= 3


def repair(text: str, *, old_tex: bool = False) -> str:
    """One line with its characters repaired: ligatures, symbols of private fonts, control characters, TeX accents."""
    if not text.isascii():
        for wrong, right in _ARROWS.items():
            text = text.replace(wrong, right)
        text = _END_OF_WORD.sub("-", text.translate(_C1))
        text = _PRIVATE.sub("•", text) if _PRIVATE.match(text) else _PRIVATE.sub(" ", text)
    text = plain_characters(text)
    if old_tex:
        text = _tex(text)
    return _SPACES.sub(" ", text).strip()


def _tex(text: str) -> str:
    if _STRAY_ACCENT.search(text):
        text = _STRAY_ACCENT.sub("", text)
        text = _LOST_ACCENT.sub(lambda m: m.group()[:-1] + _GRAVE[m.group()[-1]], text, count=1)
    return _TEX_ACCENT.sub(lambda m: _TEX_ACCENTS[m[1]].get(m[2], m.group()), text)


def _vocabulary(pages: Sequence[RawPage]) -> Counter[str]:
    words: Counter[str] = Counter()
    for page in pages:
        for line in page.lines:
            words.update(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text.lower()))
    return words


def _join(head: str, tail: str, words: Counter[str]) -> str:
    """The two parts of a word broken at the end of a line, with a hyphen if the document spells it so more often ("data-driven")."""
    whole, hyphenated = (head + tail).lower(), f"{head}-{tail}".lower()
    return f"{head}-{tail}" if words[hyphenated] > words[whole] else head + tail


def running_lines(pages: Sequence[RawPage]) -> set[tuple[int, int]]:
    """(index of page, index of line) of running heads, feet and page numbers.

    A line at the top or bottom of a page is a running one if several pages have it at the same height, up to its numbers:
    two pages suffice for a bare number, three for text, and on slides two pages in five.
    """
    edges: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for at, page in enumerate(pages):
        for index in _edge(page):
            line = page.lines[index]
            key = (_DIGITS.sub("#", line.text).strip().lower(), round(line.top / 6))
            edges.setdefault(key, []).append((at, index))
    found: set[tuple[int, int]] = set()
    for (text, _), places in edges.items():
        pages_with = len({at for at, _ in places})
        if _PAGE_NUMBER.match(text.replace("#", "1")):
            wanted = 2
        else:
            wanted = max(3, len(pages) * 2 // 5) if _is_slides(pages) else 3
        if pages_with >= wanted and len(text) < 160:
            found.update(places)
    return found


def _edge(page: RawPage) -> list[int]:
    """Indexes of the two highest and two lowest lines, if they are within 14 % of the page's height from its edge."""
    if page.height <= 0:
        return []
    order = sorted(range(len(page.lines)), key=lambda i: page.lines[i].top)
    high = [i for i in order[:2] if page.lines[i].top < page.height * 0.14]
    low = [i for i in order[-2:] if page.lines[i].top > page.height * 0.86]
    return sorted({*high, *low})


def _is_slides(pages: Sequence[RawPage]) -> bool:
    return sum(page.width > page.height for page in pages) * 2 > len(pages)


def printed_labels(pages: Sequence[RawPage]) -> dict[int, str]:
    """Printed page numbers by physical number, if numbers at the edges of at least half the pages increase together; else {}."""
    offsets: Counter[int] = Counter()
    read: dict[int, list[tuple[int, str]]] = {}
    for page in pages:
        for index in _edge(page):
            text = page.lines[index].text
            numbers = re.findall(r"^\s*(\d{1,4})\b|\b(\d{1,4})\s*$", text)
            for token in dict.fromkeys(a or b for a, b in numbers):
                offsets[page.number - int(token)] += 1
                read.setdefault(page.number, []).append((page.number - int(token), token))
    if not offsets:
        return {}
    offset, votes = offsets.most_common(1)[0]
    if votes < max(3, len(pages) // 2):
        return {}
    return {page.number: str(page.number - offset) for page in pages if page.number > offset}


def _continues(line: Line, following: Line, typical: float) -> bool:
    """Whether a sentence continues from one line to the next; `typical` is the 80th percentile of the lines' widths."""
    if _ITEM.match(following.text) or _DOT_LEADERS.search(line.text):
        return False
    if abs(line.size - following.size) > 1.0:
        return False
    if following.text[:1].islower():
        return True
    width = line.right - line.left
    return width > typical * 0.82 and not line.text.endswith((".", ":", ";", "?", "!"))


def page_text(lines: Sequence[Line], words: Counter[str]) -> str:
    """The lines of a page as text, with a line for each paragraph, list item, row and heading."""
    if not lines:
        return ""
    widths = sorted(line.right - line.left for line in lines)
    typical = widths[int(len(widths) * 0.8)]
    text = lines[0].text
    for line, following in pairwise(lines):
        hyphen = _LINE_HYPHEN.search(line.text)
        first = _FIRST_WORD.match(following.text)
        if hyphen and first and first.group()[0].islower():
            joined = _join(hyphen.group(1), first.group(), words)
            text = text[: len(text) - len(hyphen.group())] + joined + following.text[first.end() :]
        elif _continues(line, following, typical) or (_is_full(line, typical) and not _starts_block(line, following)):
            text += " " + following.text
        else:
            text += "\n" + following.text
    return _DOT_LEADERS.sub(" … ", text)


def _is_full(line: Line, typical: float) -> bool:
    return line.right - line.left > typical * 0.9


def _starts_block(line: Line, following: Line) -> bool:
    return bool(_ITEM.match(following.text)) or abs(line.size - following.size) > 1.0


def clean_pages(pages: Sequence[RawPage]) -> list[tuple[RawPage, str]]:
    """(page with its lines repaired, text) for each page. Running heads and page numbers are left out of the text only."""
    sample = "\n".join(line.text for page in pages[:30] for line in page.lines)
    old_tex = is_old_tex(sample)
    words = _vocabulary(pages)
    repaired = [replace(page, lines=tuple(_repaired(page.lines, words, old_tex=old_tex))) for page in pages]
    running = running_lines(repaired)
    return [
        (page, page_text([line for i, line in enumerate(page.lines) if (at, i) not in running], words))
        for at, page in enumerate(repaired)
    ]


def _repaired(lines: Sequence[Line], words: Counter[str], *, old_tex: bool) -> list[Line]:
    done = []
    for line in lines:
        text = _SOFT_BREAK.sub(lambda m: _join(m[1], m[2], words), line.text)
        text = repair(text, old_tex=old_tex)
        if text:
            done.append(replace(line, text=text))
    return done


def has_words(text: str) -> bool:
    """Whether a text contains a word or a number."""
    return WORD.search(text) is not None

"""Text that a PDF states for what is drawn (ActualText, ISO 32000-2, 14.9.4), where it says something else than can be seen.

PDFium reads ActualText in place of what is drawn, as a screen reader does: it gives ligatures, hyphens and fonts without a map to
Unicode their letters. Where it holds other words or numbers than are drawn, what is drawn counts.
"""

import ctypes
import re
from collections.abc import Iterator, Sequence
from typing import Any

from rapidfuzz.distance import Indel

from ingest.readers.pdf import calls
from ingest.readers.pdf.nonsense import is_nonsense
from ingest.readers.pdf.objects import ObjectReader
from kb.text.normalise import fold

_KEY = b"ActualText"
_ENCODINGS = {b"\xfe\xff": "utf-16-be", b"\xff\xfe": "utf-16-le", b"\xef\xbb\xbf": "utf-8"}
_MOST_MARKS = 8  # of a text, looked at
_LIGATURE = re.compile(r"[filtjsc]{0,3}")  # what a ligature stands for
_REPAIRED = 0.75  # likeness (normalised indel) of the letters stated and drawn from which the one repairs the other; by judgement
_OF_SIGNS = 60  # letters that may be stated for signs, such as those of a formula
_SQUASHED = re.compile(r"[^a-z0-9]+")


def drop_other_text(document: Any, index: int, texts: Sequence[int]) -> str:
    """Take away what is stated for these texts of a page (0-based `index`) and isn't what is drawn; returns it.

    PDFium then reads what is drawn.
    """
    stated = _stated(texts)
    if not any(_may_differ(text) for text, _ in stated.values()):
        return ""
    drawn = _drawn(document, index, len(texts))
    if drawn is None or is_nonsense("\n".join(drawn)):
        return ""
    others = []
    for mark, (text, places) in stated.items():
        if _may_differ(text) and is_other(text, "".join(drawn[at] for at in places)):
            others.append(text)
            for at in places:
                calls.remove_mark(texts[at], mark)
    return " ".join(others)


def is_other(stated: str, drawn: str) -> bool:
    """Whether a stated text holds other words or numbers than are drawn."""
    one, other = (_SQUASHED.sub("", fold(text)) for text in (stated, drawn))
    if not other:
        return not drawn.strip() or (drawn.isprintable() and len(one) > _OF_SIGNS)
    if [*filter(str.isdigit, one)] != [*filter(str.isdigit, other)]:
        return True
    return Indel.normalized_similarity(one, other) < _REPAIRED


def _may_differ(stated: str) -> bool:
    letters = _SQUASHED.sub("", fold(stated))
    return _LIGATURE.fullmatch(letters) is None


def _stated(texts: Sequence[int]) -> dict[int, tuple[str, list[int]]]:
    """{mark: (what it states, the places of its texts in `texts`)}."""
    found: dict[int, tuple[str, list[int]]] = {}
    silent: set[int] = set()
    count_marks = calls.count_marks
    for at, item in enumerate(texts):
        if not (count := count_marks(item)):
            continue
        for number in range(min(count, _MOST_MARKS)):
            mark = calls.mark(item, number) or 0
            if mark in silent:
                continue
            if mark not in found:
                if not (text := _text_of(mark)):
                    silent.add(mark)
                    continue
                found[mark] = text, []
            found[mark][1].append(at)
    return found


def _text_of(mark: int) -> str:
    """What a mark states, as a PDF's text string (ISO 32000-2, 7.9.2.2) holds it."""
    length = ctypes.c_ulong()
    size = ctypes.addressof(length)
    if not calls.mark_bytes(mark, _KEY, None, 0, size) or not length.value:
        return ""
    buffer = ctypes.create_string_buffer(length.value)
    calls.mark_bytes(mark, _KEY, ctypes.addressof(buffer), length.value, size)
    begin = next((sign for sign in _ENCODINGS if buffer.raw.startswith(sign)), b"")
    return buffer.raw[len(begin) :].decode(_ENCODINGS.get(begin, "latin-1"), "replace")


def _drawn(document: Any, index: int, count: int) -> list[str] | None:
    """What is drawn by each of the texts of a page, as its fonts map it; None if they can't be told apart."""
    page = document[index]
    try:
        texts = ObjectReader(page).found().texts
        if len(texts) != count:
            return None
        for item in texts:
            for number in reversed(range(calls.count_marks(item))):
                calls.remove_mark(item, calls.mark(item, number))
        textpage = page.get_textpage()
        drawn = list(_texts(textpage, texts))
        textpage.close()
        return drawn
    finally:
        page.close()


def _texts(textpage: Any, texts: Sequence[int]) -> Iterator[str]:
    """The characters of each text, spaces that PDFium adds apart."""
    handle = calls.address(textpage.raw)
    found: dict[int, list[int]] = {}
    for at in range(textpage.count_chars()):
        if owner := calls.text_object(handle, at):
            found.setdefault(owner, []).append(calls.character_code(handle, at))
    for item in texts:
        yield "".join(map(chr, filter(None, found.get(item, []))))

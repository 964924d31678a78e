"""ActualText of a PDF (ISO 32000-2, 14.9.4) that differs from the drawn text: detection and removal.

PDFium reads ActualText in place of the drawn text, like a screen reader: it gives ligatures, hyphens and fonts without a map to
Unicode their letters. If it has other words or numbers than are drawn, the drawn text counts.
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
_MOST_MARKS = 8  # marks of a text that are read
_LIGATURE = re.compile(r"[filtjsc]{0,3}")  # the letters of a ligature
_REPAIRED = 0.75  # likeness (normalised indel) of the letters stated and drawn from which the one repairs the other; by judgement
_OF_SIGNS = 60  # letters that may be stated for signs, such as those of a formula
_SQUASHED = re.compile(r"[^a-z0-9]+")


def drop_other_text(document: Any, index: int, texts: Sequence[int]) -> str:
    """Remove the ActualText of these texts of a page (0-based `index`) that differs from the drawn text; returns it.

    PDFium then reads the drawn text.
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
    """Whether a stated text has other words or numbers than are drawn."""
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
    """{mark: (its stated text, the indexes of its texts in `texts`)}."""
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
    """The stated text of a mark, a PDF text string (ISO 32000-2, 7.9.2.2)."""
    length = ctypes.c_ulong()
    size = ctypes.addressof(length)
    if not calls.mark_bytes(mark, _KEY, None, 0, size) or not length.value:
        return ""
    buffer = ctypes.create_string_buffer(length.value)
    calls.mark_bytes(mark, _KEY, ctypes.addressof(buffer), length.value, size)
    begin = next((sign for sign in _ENCODINGS if buffer.raw.startswith(sign)), b"")
    return buffer.raw[len(begin) :].decode(_ENCODINGS.get(begin, "latin-1"), "replace")


def _drawn(document: Any, index: int, count: int) -> list[str] | None:
    """The drawn characters of each text of a page, as its fonts map them; None if the texts can't be separated."""
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
    """Yield the characters of each text, without spaces added by PDFium."""
    handle = calls.address(textpage.raw)
    found: dict[int, list[int]] = {}
    for at in range(textpage.count_chars()):
        if owner := calls.text_object(handle, at):
            found.setdefault(owner, []).append(calls.character_code(handle, at))
    for item in texts:
        yield "".join(map(chr, filter(None, found.get(item, []))))

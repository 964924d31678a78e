"""Renders pages of PDFs and finds quotes on them. PDFium runs in child processes, which a damaged file may crash."""

import ctypes
import io
import multiprocessing
import re
from collections.abc import Sequence
from concurrent.futures import CancelledError, TimeoutError
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any

from cachetools import TTLCache
from pebble import ProcessExpired, ProcessPool

from kb import process
from kb.errors import Busy, NotFound
from kb.model import Rectangle, Word
from kb.text.quotes import find_pieces, find_row, squash

_SHARED = 0.1  # of the lower one's height: characters that share less are on two lines
_MAX_PIXELS = 12_000_000
_MEMORY = 2 * 1024**3  # bytes of address space of a child; a page of 12 million pixels takes a tenth
_REMEMBERED = 600  # seconds for which a page that took too long isn't tried again
# Exceptions of a child's task. A damaged file makes PDFium and Pillow raise nearly anything.
_FAILURES = (
    TimeoutError, CancelledError, ProcessExpired, ArithmeticError, AttributeError, LookupError, MemoryError, OSError, RuntimeError,
    TypeError, ValueError, ctypes.ArgumentError,
)  # fmt: skip


class _TooSlow(RuntimeError):
    """A page took too long recently."""


class _Children:
    """Child processes, started at first use and again after a crash, with a queue of bounded length."""

    def __init__(self, count: int, queue: int, seconds: float) -> None:
        """`queue` tasks may be there at once, those in progress included; each may take `seconds`."""
        self._count, self._queue, self._seconds = count, queue, seconds
        self._pool: ProcessPool | None = None
        self._lock, self._inside = Lock(), 0
        self._slow: TTLCache[tuple[str, int], bool] = TTLCache(1000, _REMEMBERED)

    def run(self, function: Any, path: Path, page: int, *arguments: object) -> Any:
        """Run a function on a page of a file. Raises Busy if the queue is full, one of _FAILURES if it fails."""
        with self._lock:
            if (str(path), page) in self._slow:
                raise _TooSlow(f"page {page} of {path} took too long")
            if self._inside >= self._queue:
                raise Busy("Too many pages are being drawn at the moment. Try again in a few seconds.")
            self._inside += 1
        try:
            return self._schedule(function, (str(path), page, *arguments)).result()
        except TimeoutError:
            with self._lock:
                self._slow[str(path), page] = True
            raise
        finally:
            with self._lock:
                self._inside -= 1

    def _schedule(self, function: Any, arguments: tuple[object, ...]) -> Any:
        with self._lock:
            if self._pool is None or not self._pool.active:
                self._pool = ProcessPool(
                    max_workers=self._count, max_tasks=500, context=multiprocessing.get_context("spawn"), initializer=_limit_memory,
                )  # fmt: skip
            return self._pool.schedule(function, args=arguments, timeout=self._seconds)

    def close(self) -> None:
        """End the child processes; waiting tasks fail."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()
            pool.join()


def _limit_memory() -> None:
    process.limit_memory(_MEMORY)


class PageViewer:
    """Renders pages and locates quotes, each in child processes of its own: answers don't wait for pictures."""

    def __init__(self, *, drawn_at_once: int = 8, drawing_seconds: float = 20.0) -> None:
        """At most `drawn_at_once` pictures are being drawn or queued; each may take `drawing_seconds`."""
        self._drawing = _Children(2, drawn_at_once, drawing_seconds)
        self._locating = _Children(1, 16, 5.0)

    def render(self, path: Path, page: int, width: int) -> bytes:
        """A page (1-based) as PNG, `width` pixels wide. Raises NotFound if it can't be rendered, Busy under load or after too long."""
        try:
            return bytes(self._drawing.run(_render, path, page, width))
        except (TimeoutError, _TooSlow) as error:
            message = "This page takes too long to draw. Open the file itself, or try again in ten minutes."
            raise Busy(message, _REMEMBERED) from error
        except _FAILURES as error:
            raise NotFound(f"picture of page {page}") from error

    def locate(self, path: Path, page: int, quote: str, near: float) -> tuple[Rectangle, ...]:
        """Rectangles over the words of a quote on a page (1-based); () when it isn't found. `near`: its position, 0..1."""
        return tuple(Rectangle(*box) for box in self._found(_locate, path, page, quote, near))

    def lines(self, path: Path, page: int) -> tuple[Word, ...]:
        """The runs of text on a page (1-based), each of one line and font, with their boxes; () for a rotated page."""
        return tuple(Word(*piece) for piece in self._found(_lines, path, page))

    def sheets(self, path: Path) -> tuple[tuple[float, float, str], ...]:
        """(width, height, letters) of each page of a PDF, sizes in points; letters and digits are folded as in `squash`."""
        return tuple(self._found(_sheets, path, 1))

    def _found(self, function: Any, path: Path, page: int, *arguments: object) -> Any:
        try:
            return self._locating.run(function, path, page, *arguments)
        except (Busy, *_FAILURES):
            return ()

    def close(self) -> None:
        """End the child processes."""
        self._drawing.close()
        self._locating.close()


def _render(path: str, number: int, width: int) -> bytes:
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(path) as document:
        page = document[number - 1]
        points, height = page.get_size()
        scale = min(width / points, (_MAX_PIXELS / (points * height)) ** 0.5)
        image = page.render(scale=scale).to_pil()
        page.close()
    data = io.BytesIO()
    image.convert("RGB").quantize(128).save(data, "PNG")
    return data.getvalue()


def _locate(path: str, number: int, quote: str, near: float) -> list[tuple[float, float, float, float]]:
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    with pdfium.PdfDocument(path) as document:
        page = document[number - 1]
        textpage = page.get_textpage()
        count = textpage.count_chars()
        chars = [chr(code) if (code := raw.FPDFText_GetUnicode(textpage, i)) < 0x110000 else "" for i in range(count)]

        def found(text: str) -> list[tuple[float, float, float, float]]:
            return [box for span in find_pieces(chars, text, near) for box in _boxes(raw, page, textpage, *span)]

        boxes = found(quote)
        # Rows of a table, whose order in the file may differ, and lines between them: all are located, or none.
        if not boxes and "|" in quote:
            words = _words(raw, page, textpage, chars)
            lines = [line for line in quote.split("\n") if line.strip()]
            parts = [
                found(line) or [(r.x, r.y, r.width, r.height) for r in find_row(words, line, near)] for line in lines
            ]
            boxes = [box for part in parts for box in part] if all(parts) else []
        textpage.close()
        page.close()
    return boxes


def _words(raw: Any, page: Any, textpage: Any, chars: Sequence[str]) -> list[Word]:
    """The words of a page with their boxes; PDFium may put short ones below each other together."""
    found = []
    for run in re.finditer(r"\S+", "".join(char or " " for char in chars)):
        ends = [at for at in range(run.start() + 1, run.end()) if not _are_level(raw, textpage, at)]
        for first, stop in pairwise([run.start(), *ends, run.end()]):
            if boxes := _boxes(raw, page, textpage, first, stop - 1):
                found.append(Word("".join(chars[first:stop]), *boxes[0]))
    return found


def _are_level(raw: Any, textpage: Any, at: int) -> bool:
    """Whether a character is on the level of the one before it, at least in part."""
    one, other = raw.FS_RECTF(), raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(textpage, at - 1, one)
    raw.FPDFText_GetLooseCharBox(textpage, at, other)
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return bool(shared > _SHARED * min(one.top - one.bottom, other.top - other.bottom))


def _sheets(path: str, _: int) -> list[tuple[float, float, str]]:
    import pypdfium2 as pdfium

    found = []
    with pdfium.PdfDocument(path) as document:
        for page in document:
            textpage = page.get_textpage()
            found.append((*page.get_size(), squash(textpage.get_text_range())[0]))
            textpage.close()
            page.close()
    return found


def _lines(path: str, number: int) -> list[tuple[str, float, float, float, float]]:
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    with pdfium.PdfDocument(path) as document:
        page = document[number - 1]
        textpage = page.get_textpage()
        found = []
        for index in range(raw.FPDFText_CountRects(textpage, 0, -1) if not page.get_rotation() else 0):
            left, top, right, bottom = (ctypes.c_double() for _ in range(4))
            raw.FPDFText_GetRect(textpage, index, left, top, right, bottom)
            text = textpage.get_text_bounded(left.value, bottom.value, right.value, top.value)
            plain = " ".join("".join(char if char.isprintable() else " " for char in text).split())
            if plain:
                (x0, y0), (x1, y1) = (
                    _shown(raw, page, left.value, top.value),
                    _shown(raw, page, right.value, bottom.value),
                )
                found.append((plain, round(x0, 2), round(y0, 2), round(abs(x1 - x0), 2), round(abs(y1 - y0), 2)))
        textpage.close()
        page.close()
    return found


def _shown(raw: Any, page: Any, x: float, y: float) -> tuple[float, float]:
    """A point of the page, in points from the top left corner of the page as shown (cropped and rotated).

    PDFium maps to whole pixels, so the page is mapped at a hundred times its size to get hundredths of a point.
    """
    width, height = page.get_size()
    dx, dy = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, int(width * 100), int(height * 100), 0, x, y, dx, dy)
    return dx.value / 100, dy.value / 100


def _boxes(raw: Any, page: Any, textpage: Any, first: int, last: int) -> list[tuple[float, float, float, float]]:
    """One box (x, y, width, height) per line of the characters first..last, in points from the top left corner as shown."""
    found = []
    for index in range(raw.FPDFText_CountRects(textpage, first, last - first + 1)):
        edges = [ctypes.c_double() for _ in range(4)]
        raw.FPDFText_GetRect(textpage, index, *edges)
        left, top, right, bottom = (edge.value for edge in edges)
        (x0, y0), (x1, y1) = (_shown(raw, page, x, y) for x, y in ((left, top), (right, bottom)))
        box = (min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))
        found.append(tuple(round(value, 2) for value in box))
    return found  # type: ignore[return-value]

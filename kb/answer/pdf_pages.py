"""Renders pages of PDFs and finds quotes on them. PDFium runs in a child process, which a damaged file may crash."""

import ctypes
import io
import multiprocessing
from concurrent.futures import TimeoutError
from pathlib import Path
from threading import Lock
from typing import Any

from pebble import ProcessExpired, ProcessPool

from kb.errors import NotFound
from kb.model import Rectangle, Word
from kb.text.quotes import find_pieces

_SECONDS = 20  # for one page
_MAX_PIXELS = 12_000_000


class PageViewer:
    """Renders and locates in one child process, started at first use and again after a crash."""

    def __init__(self) -> None:
        self._pool: ProcessPool | None = None
        self._lock = Lock()

    def _run(self, function: Any, *arguments: object) -> Any:
        with self._lock:
            if self._pool is None or not self._pool.active:
                self._pool = ProcessPool(max_workers=1, max_tasks=500, context=multiprocessing.get_context("spawn"))
            future = self._pool.schedule(function, args=arguments, timeout=_SECONDS)
        return future.result()

    def render(self, path: Path, page: int, width: int) -> bytes:
        """A page (1-based) as PNG, `width` pixels wide. Raises NotFound when it can't be rendered."""
        try:
            return bytes(self._run(_render, str(path), page, width))
        except (TimeoutError, ProcessExpired, ValueError, OSError, RuntimeError) as error:
            raise NotFound(f"picture of page {page}") from error

    def locate(self, path: Path, page: int, quote: str, near: float) -> tuple[Rectangle, ...]:
        """Rectangles over the words of a quote on a page (1-based); () when it isn't found. `near`: its position, 0..1."""
        try:
            return tuple(Rectangle(*box) for box in self._run(_locate, str(path), page, quote, near))
        except (TimeoutError, ProcessExpired, ValueError, OSError, RuntimeError):
            return ()

    def lines(self, path: Path, page: int) -> tuple[Word, ...]:
        """The runs of text on a page (1-based), each of one line and font, with their boxes; () for a rotated page."""
        try:
            return tuple(Word(*piece) for piece in self._run(_lines, str(path), page))
        except (TimeoutError, ProcessExpired, ValueError, OSError, RuntimeError):
            return ()

    def close(self) -> None:
        """End the child process."""
        with self._lock:
            if self._pool is not None:
                self._pool.stop()
                self._pool.join()
                self._pool = None


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
        boxes = [box for span in find_pieces(chars, quote, near) for box in _boxes(raw, page, textpage, *span)]
        textpage.close()
        page.close()
    return boxes


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

"""OCR by Tesseract of pages without a text layer: words with their boxes, also on rotated pages."""

import csv
import io
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pypdfium2 as pdfium

from ingest.readers.records import Box, Line, ScannedPage
from kb.errors import UnreadableFile
from kb.model import Word

Of = TypeVar("Of")  # what pages are of

_DPI = 300
_MAX_PIXELS = 16_000_000
_SECONDS = 90  # time limit of one run of Tesseract
_PAPER, _INK = 200, 110  # of 255: as light as paper, and as dark as letters
# Least share of both in a picture of a text or table; photographs have less paper. By judgement.
_LIGHT, _DARK = 0.5, 0.005
_BATCH = 32  # pages that are read before their documents are updated
_CONFIDENT = 0.7  # mean confidence above which a page counts as upright; by judgement


@dataclass(frozen=True)
class PageTask:
    """A page to read: the file, the page number (1-based) and Tesseract's languages, such as "ita+eng".

    Words of less than the `least` confidence (0..1) are dropped. Only `parts` of the page are read, or all of it if there are none.
    """

    file: Path
    page: int
    languages: str
    least: float = 0.0
    parts: tuple[Box, ...] = ()


@dataclass(frozen=True)
class _OcrWord:
    """A word as Tesseract returns it: confidence 0..1, its block, paragraph and line, and its box in pixels."""

    text: str
    confidence: float
    line: tuple[str, str, str]
    left: int
    top: int
    width: int
    height: int


@cache
def why_unavailable(languages: str) -> str:
    """Why OCR in these languages isn't possible, and what to do about it; "" if it is."""
    if not languages:
        return "OCR is turned off (POLIKB_OCR_LANGUAGES is empty)"
    packages = " ".join(["tesseract-ocr", *(f"tesseract-ocr-{code}" for code in languages.split("+") if code != "eng")])
    if not shutil.which("tesseract"):
        return f"install Tesseract (Debian: {packages}) and ingest again"
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False).stdout.split()
    missing = [code for code in languages.split("+") if code not in listed]
    return f"Tesseract has no language {', '.join(missing)}; install {packages} and ingest again" if missing else ""


def batches(scans: Sequence[tuple[Of, list[PageTask]]]) -> Iterator[list[tuple[Of, list[PageTask]]]]:
    """Yield groups of documents, given with their pages, of at least a batch of pages each, except the last."""
    batch: list[tuple[Of, list[PageTask]]] = []
    for entry in scans:
        batch.append(entry)
        if sum(len(pages) for _, pages in batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def scan(task: PageTask) -> ScannedPage:
    """Read one page. Raises UnreadableFile if it can't be rendered or Tesseract fails."""
    started = time.perf_counter()
    try:
        with pdfium.PdfDocument(task.file) as document:
            page = document[task.page - 1]
            width, height = page.get_size()
            scale = min(_DPI / 72, (_MAX_PIXELS / (width * height)) ** 0.5)
            image = page.render(scale=scale, grayscale=True).to_pil()
            page.close()
    except (pdfium.PdfiumError, ValueError, ZeroDivisionError) as error:
        raise UnreadableFile(f"page {task.page} can't be rendered: {error}") from error
    read: list[_OcrWord] = []
    lines: list[Line] = []
    words: list[Word] = []
    for box in task.parts or ((0, 0, width, height),):
        part = _part(image, box, scale)
        if part is not image and not _is_like_paper(part):
            continue
        turn, found = _best_rotation(part, task.languages, round(scale * 72))
        found = [word for word in found if word.confidence >= task.least]
        upright = part.size if turn % 180 == 0 else part.size[::-1]
        read += found
        lines += (_moved(line, *box[:2]) for line in _lines(found, scale))
        words += (_placed(word, turn, upright, scale, box[:2]) for word in found)
    seconds = round(time.perf_counter() - started, 2)
    return ScannedPage(task.page, tuple(lines), tuple(words), round(_mean_confidence(read), 3), seconds)


def _best_rotation(image: Any, languages: str, dpi: int) -> tuple[int, list[_OcrWord]]:
    """(degrees by which the page must be rotated clockwise to be upright, its words). A rotated page is read twice."""
    found = list(_words(_tesseract(image, languages, dpi, "3", "tsv")))
    if _mean_confidence(found) >= _CONFIDENT or len(found) < 5:
        return 0, found
    turn = _orientation(image, dpi)
    if not turn:
        return 0, found
    turned = list(_words(_tesseract(image.rotate(-turn, expand=True), languages, dpi, "3", "tsv")))
    return (turn, turned) if _mean_confidence(turned) > _mean_confidence(found) else (0, found)


def _mean_confidence(found: Sequence[_OcrWord]) -> float:
    return sum(word.confidence for word in found) / len(found) if found else 0.0


def _orientation(image: Any, dpi: int) -> int:
    try:
        output = _tesseract(image, "osd", dpi, "0", "")
    except UnreadableFile:  # too few letters to determine the orientation
        return 0
    return next((int(line.split(":")[1]) for line in output.splitlines() if line.startswith("Rotate:")), 0)


def _tesseract(image: Any, languages: str, dpi: int, segmentation: str, output: str) -> str:
    data = io.BytesIO()
    image.save(data, "PNG", compress_level=1)
    command = ["tesseract", "-", "-", "-l", languages, "--dpi", str(dpi), "--psm", segmentation, *output.split()]
    try:
        # One thread, because several pages are read in parallel.
        done = subprocess.run(
            ["env", "OMP_THREAD_LIMIT=1", *command],
            input=data.getvalue(), capture_output=True, timeout=_SECONDS, check=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile(f"OCR took longer than {_SECONDS} s; it was stopped") from error
    except subprocess.CalledProcessError as error:
        messages = error.stderr.decode(errors="replace").strip().splitlines()
        raise UnreadableFile(f"OCR failed: {messages[-1] if messages else f'exit code {error.returncode}'}") from error
    return done.stdout.decode(errors="replace")


def _words(table: str) -> Iterator[_OcrWord]:
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == "5" and (text := (row["text"] or "").strip()):
            line = (row["block_num"], row["par_num"], row["line_num"])
            place = [int(row[name]) for name in ("left", "top", "width", "height")]
            yield _OcrWord(text, float(row["conf"]) / 100, line, *place)


def _lines(found: Sequence[_OcrWord], scale: float) -> Iterator[Line]:
    """The words joined into lines; sizes and positions in points on the upright page."""
    by_line: dict[tuple[str, str, str], list[_OcrWord]] = {}
    for word in found:
        by_line.setdefault(word.line, []).append(word)
    for words in by_line.values():
        top, bottom = min(w.top for w in words), max(w.top + w.height for w in words)
        left, right = words[0].left, max(w.left + w.width for w in words)
        if len(words) > 1 and bottom - top > 3 * (right - left):  # vertical text
            top, bottom, left, right = left, right, top, bottom
        size, top_, left_, right_ = (round(value / scale, 1) for value in (bottom - top, top, left, right))
        yield Line(" ".join(word.text for word in words), size, top_, left_, right_)


def _part(image: Any, box: Box, scale: float) -> Any:
    """The part of a page's image that is at a box in points."""
    left, top, right, bottom = (round(edge * scale) for edge in box)
    if left <= 0 and top <= 0 and right >= image.width - 1 and bottom >= image.height - 1:
        return image
    return image.crop((max(left, 0), max(top, 0), min(right, image.width), min(bottom, image.height)))


def _is_like_paper(image: Any) -> bool:
    """Whether a picture is mostly as light as paper, with parts as dark as letters: text or a table, not a photograph."""
    shades = image.histogram()
    light, dark, whole = sum(shades[_PAPER:]), sum(shades[:_INK]), sum(shades)
    return bool(light >= _LIGHT * whole > 0 and dark >= _DARK * whole)


def _moved(line: Line, left: float, top: float) -> Line:
    if not left and not top:
        return line
    shifted = line.top + top, line.left + left, line.right + left
    new_top, new_left, new_right = (round(edge, 1) for edge in shifted)
    return Line(line.text, line.size, new_top, new_left, new_right)


def _placed(
    word: _OcrWord, turn: int, upright: tuple[int, int], scale: float, origin: tuple[float, float] = (0, 0)
) -> Word:
    """A word of the upright image, placed on the page as it is shown, which is rotated by `turn` degrees.

    `origin` is the upper left corner of the image on the page, in points.
    """
    width, height = upright
    x, y, w, h = word.left, word.top, word.width, word.height
    # The image was rotated clockwise by `turn`; rotate the box back.
    x, y, w, h = {
        0: (x, y, w, h),
        90: (y, width - x - w, h, w),
        180: (width - x - w, height - y - h, w, h),
        270: (height - y - h, x, h, w),
    }[turn % 360]
    left, top = origin
    return Word(word.text, *(round(value, 2) for value in (x / scale + left, y / scale + top, w / scale, h / scale)))

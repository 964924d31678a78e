"""Pages without a text layer, read by Tesseract: words with their boxes, also on pages that lie on their side."""

import csv
import io
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

from ingest.readers.records import Line, Scanned
from kb.errors import UnreadableFile
from kb.model import Word

_DPI = 300
_MAX_PIXELS = 16_000_000
_SECONDS = 90  # of one run of Tesseract
_UPRIGHT = 0.7  # Surer than this, a page is the right way up.


@dataclass(frozen=True)
class Scan:
    """A page to read: the file, the page's number (1-based) and Tesseract's languages, as in "ita+eng"."""

    file: Path
    page: int
    languages: str


@dataclass(frozen=True)
class _Found:
    """A word as Tesseract gives it: place in pixels, and the block, paragraph and line it belongs to."""

    text: str
    sure: float
    line: tuple[str, str, str]
    left: int
    top: int
    width: int
    height: int


@cache
def why_not(languages: str) -> str:
    """Why pages can't be read with these languages, and what to do; "" when they can."""
    if not languages:
        return "OCR is turned off (POLIKB_OCR_LANGUAGES is empty)"
    packages = " ".join(["tesseract-ocr", *(f"tesseract-ocr-{code}" for code in languages.split("+") if code != "eng")])
    if not shutil.which("tesseract"):
        return f"install Tesseract (Debian: {packages}) and ingest again"
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False).stdout.split()
    missing = [code for code in languages.split("+") if code not in listed]
    return f"Tesseract has no language {', '.join(missing)}; install {packages} and ingest again" if missing else ""


def scan(task: Scan) -> Scanned:
    """Read one page. Raises UnreadableFile when the page can't be drawn or Tesseract fails on it."""
    started = time.perf_counter()
    try:
        with pdfium.PdfDocument(task.file) as document:
            page = document[task.page - 1]
            width, height = page.get_size()
            scale = min(_DPI / 72, (_MAX_PIXELS / (width * height)) ** 0.5)
            image = page.render(scale=scale, grayscale=True).to_pil()
            page.close()
    except (pdfium.PdfiumError, ValueError, ZeroDivisionError) as error:
        raise UnreadableFile(f"page {task.page} can't be drawn: {error}") from error
    turn, found = _best_turn(image, task.languages, round(scale * 72))
    upright = image.size if turn % 180 == 0 else image.size[::-1]
    words = tuple(_placed(word, turn, upright, scale) for word in found)
    return Scanned(
        task.page,
        tuple(_lines(found, scale)),
        words,
        round(_sureness(found), 3),
        round(time.perf_counter() - started, 2),
    )


def _best_turn(image: Any, languages: str, dpi: int) -> tuple[int, list[_Found]]:
    """(degrees clockwise that put the page upright, its words). Turned pages are read twice."""
    found = list(_words(_tesseract(image, languages, dpi, "3", "tsv")))
    if _sureness(found) >= _UPRIGHT or len(found) < 5:
        return 0, found
    turn = _orientation(image, dpi)
    if not turn:
        return 0, found
    turned = list(_words(_tesseract(image.rotate(-turn, expand=True), languages, dpi, "3", "tsv")))
    return (turn, turned) if _sureness(turned) > _sureness(found) else (0, found)


def _sureness(found: Sequence[_Found]) -> float:
    return sum(word.sure for word in found) / len(found) if found else 0.0


def _orientation(image: Any, dpi: int) -> int:
    try:
        said = _tesseract(image, "osd", dpi, "0", "")
    except UnreadableFile:  # too few letters to tell
        return 0
    return next((int(line.split(":")[1]) for line in said.splitlines() if line.startswith("Rotate:")), 0)


def _tesseract(image: Any, languages: str, dpi: int, segmentation: str, output: str) -> str:
    data = io.BytesIO()
    image.save(data, "PNG", compress_level=1)
    command = ["tesseract", "-", "-", "-l", languages, "--dpi", str(dpi), "--psm", segmentation, *output.split()]
    try:
        # One thread: several pages are read side by side.
        done = subprocess.run(
            ["env", "OMP_THREAD_LIMIT=1", *command],
            input=data.getvalue(), capture_output=True, timeout=_SECONDS, check=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile(f"OCR took longer than {_SECONDS} s; it was stopped") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        raise UnreadableFile(f"OCR failed: {said[-1] if said else f'exit code {error.returncode}'}") from error
    return done.stdout.decode(errors="replace")


def _words(table: str) -> Iterator[_Found]:
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == "5" and (text := (row["text"] or "").strip()):
            line = (row["block_num"], row["par_num"], row["line_num"])
            place = [int(row[name]) for name in ("left", "top", "width", "height")]
            yield _Found(text, float(row["conf"]) / 100, line, *place)


def _lines(found: Sequence[_Found], scale: float) -> Iterator[Line]:
    """The words as lines, in points, upright."""
    by_line: dict[tuple[str, str, str], list[_Found]] = {}
    for word in found:
        by_line.setdefault(word.line, []).append(word)
    for words in by_line.values():
        top, bottom = min(w.top for w in words), max(w.top + w.height for w in words)
        left, right = words[0].left, max(w.left + w.width for w in words)
        if len(words) > 1 and bottom - top > 3 * (right - left):  # a line that runs up or down the page
            top, bottom, left, right = left, right, top, bottom
        size, *place = (round(value / scale, 1) for value in (bottom - top, top, left, right))
        yield Line(" ".join(word.text for word in words), size, *place)


def _placed(word: _Found, turn: int, upright: tuple[int, int], scale: float) -> Word:
    """A word of the upright picture on the page as it is shown, which lies `turn` degrees off."""
    width, height = upright
    x, y, w, h = word.left, word.top, word.width, word.height
    # The picture was turned clockwise by `turn`; turn the box back.
    x, y, w, h = {
        0: (x, y, w, h),
        90: (y, width - x - w, h, w),
        180: (width - x - w, height - y - h, w, h),
        270: (height - y - h, x, h, w),
    }[turn % 360]
    return Word(word.text, *(round(value / scale, 2) for value in (x, y, w, h)))

"""Quality and speed of reading: extraction against ground truth, OCR against text layers, large files, unchanged folders."""

import re
import shutil
import subprocess
import sys
import time
from typing import Any

import pypdfium2 as pdfium
from rapidfuzz.distance import Indel

from bench.sets import SHARED, WORK, settings_for
from ingest.build import texts
from ingest.pipeline import ingest
from ingest.readers.pdf.ocr import PageTask, scan
from ingest.readers.registry import read
from ingest.sources.discover import Options
from kb.library import Library
from tests.fakes import write_pdf

_OCR_SOURCES = ("thesis/boni_acidi_grassi_analisi_statistica.pdf", "report/relazione_beneficio_comune_2018.pdf",
                "thesis/rochepeau_ai_reminders_rct.pdf", "report/18f_derisking_handbook.pdf")  # fmt: skip
_OCR_PAGES = range(9, 14)


def _alike(one: str, other: str) -> float:
    return float(Indel.normalized_similarity(*(re.sub(r"\W+", " ", text.lower()) for text in (one, other))))


def extraction() -> dict[str, Any]:
    """Similarity (normalised indel, 0..1) of the text extracted from a German mathematics book and its ground truth."""
    folder = SHARED / "retrieval" / "extraction_ground_truth"
    parsed = read(folder / "GeoTopo-komprimiert.pdf")
    true = (folder / "GeoTopo-book.txt").read_text(encoding="utf-8")
    return {
        "as read": round(_alike("\n".join(line.text for page in parsed.pages for line in page.lines), true), 3),
        "cleaned, without running heads": round(_alike("\n".join(text for _, text in texts(parsed)), true), 3),
    }


def ocr() -> dict[str, Any]:
    """Similarity of OCR and text layer, for pages rendered at 200 dpi, upright and rotated."""
    likeness: dict[str, list[float]] = {"upright": [], "turned": []}
    sure, seconds = [], 0.0
    for source in _OCR_SOURCES:
        pages = read(SHARED / "corpus" / source).pages
        with pdfium.PdfDocument(SHARED / "corpus" / source) as document:
            for number in _OCR_PAGES:
                true = " ".join(line.text for line in pages[number].lines)
                picture = document[number].render(scale=200 / 72).to_pil()
                for name, turn in (("upright", 0), ("turned", 90 if number % 2 else 180)):
                    path = WORK / "scan.pdf"
                    picture.rotate(turn, expand=True).save(path, "PDF", resolution=200)
                    started = time.perf_counter()
                    found = scan(PageTask(path, 1, "ita+eng"))
                    seconds += time.perf_counter() - started
                    sure.append(found.confidence)
                    likeness[name].append(_alike(" ".join(word.text for word in found.words), true))
    count = sum(map(len, likeness.values()))
    return {
        "pages": count,
        **{f"likeness, {name}": round(sum(values) / len(values), 3) for name, values in likeness.items()},
        "mean confidence": round(sum(sure) / len(sure), 3),
        "seconds per page, one process": round(seconds / count, 2),
    }


def folder() -> dict[str, Any]:
    """Speed and memory of reading a PDF of 2,000 pages in one process; time to ingest 1,000 unchanged files again."""
    WORK.mkdir(exist_ok=True)
    lines = [
        f"{at} the fictional cooperative wrote down what it learnt about flats and people, page by page"
        for at in range(34)
    ]
    large = write_pdf(WORK / "large.pdf", [[f"{page}.{line}" for line in lines] for page in range(2000)])
    code = (
        "import resource, sys, time; from pathlib import Path; from ingest.build import FileTask, build_document; from ingest.stated.manifest import StatedMetadata\n"
        "p = Path(sys.argv[1]); start = time.monotonic(); work = build_document(FileTask(p, p, p.name, 'large', '', StatedMetadata(), ''))\n"
        "print(len(work.pages), time.monotonic() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(large)], capture_output=True, text=True, check=True)
    pages, seconds, memory = (float(value) for value in done.stdout.split())
    thousand = WORK / "thousand"
    thousand.mkdir(exist_ok=True)
    for number in range(1000):
        (thousand / f"{number:04}.txt").write_text(f"Report {number} on the fictional well {number * 7}, dug by hand.")
    settings = settings_for("folder")
    shutil.rmtree(settings.home, ignore_errors=True)
    times = []
    for _ in range(2):
        with Library(settings, writable=True) as library:
            started = time.monotonic()
            summary = ingest(library, [thousand], Options())
            times.append(time.monotonic() - started)
    assert summary.count("unchanged") == 1000
    return {
        "2,000 pages: pages per second, one process": round(pages / seconds),
        "2,000 pages: memory (MiB)": round(memory),
        "1,000 files, first run (s)": round(times[0], 1),
        "1,000 files, unchanged (s)": round(times[1], 2),
    }

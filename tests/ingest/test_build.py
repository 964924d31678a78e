"""Extracted text against a book's true text, which is kept outside of the repository."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from rapidfuzz.distance import Indel

from ingest.build import FileTask, build_document, texts
from ingest.readers.registry import read
from ingest.stated.manifest import StatedMetadata
from tests.fakes import write_pdf

TRUTH = Path(__file__).parents[3] / "shared" / "retrieval" / "extraction_ground_truth"


@pytest.mark.skipif(not TRUTH.is_dir(), reason=f"the true text isn't here: {TRUTH}")
def test_the_text_of_a_book_is_nearly_its_true_text() -> None:
    found = "\n".join(text for _, text in texts(read(TRUTH / "GeoTopo-komprimiert.pdf")))
    true = (TRUTH / "GeoTopo-book.txt").read_text()
    alike = Indel.normalized_similarity(*(re.sub(r"\W+", " ", text) for text in (found, true)))
    assert alike >= 0.97


def test_no_two_pages_have_the_same_label(tmp_path: Path) -> None:
    printed = ["Copertina finta", "Dedica", *(f"{number}" for number in range(1, 7))]
    body = [f"Riga {at} del testo" for at in range(33)]
    write_pdf(tmp_path / "a.pdf", [[*body, number] for number in printed])
    task = FileTask(tmp_path / "a.pdf", tmp_path / "a.pdf", "a.pdf", "a", "", StatedMetadata(), "")
    labels = [page.label for page in build_document(task).pages]
    assert labels == ["[1]", "[2]", "1", "2", "3", "4", "5", "6"]


def test_a_process_that_reads_files_loads_no_database() -> None:
    code = "import sys, ingest.build; print([name for name in ('sqlalchemy', 'tantivy', 'chromadb') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""Extracted text against a book's true text, which lies beside the repository and is not part of it."""

import re
from pathlib import Path

import pytest
from rapidfuzz.distance import Indel

from ingest.build import texts
from ingest.readers.registry import read

TRUTH = Path(__file__).parents[3] / "shared" / "retrieval" / "extraction_ground_truth"


@pytest.mark.skipif(not TRUTH.is_dir(), reason=f"the true text isn't here: {TRUTH}")
def test_the_text_of_a_book_is_nearly_its_true_text() -> None:
    found = "\n".join(text for _, text in texts(read(TRUTH / "GeoTopo-komprimiert.pdf")))
    true = (TRUTH / "GeoTopo-book.txt").read_text()
    alike = Indel.normalized_similarity(*(re.sub(r"\W+", " ", text) for text in (found, true)))
    assert alike >= 0.97

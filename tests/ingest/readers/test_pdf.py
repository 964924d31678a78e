"""PDF: labels, outline, sizes and positions of lines."""

from ingest.readers.registry import read
from tests.conftest import SAMPLE


def test_a_thesis_is_read_with_labels_outline_and_sizes() -> None:
    parsed = read(SAMPLE / "files" / "tesi" / "tesi-abitare-insieme.pdf")
    assert [page.label for page in parsed.pages[:6]] == ["i", "ii", "iii", "iv", "1", "2"]
    assert ("3.1 Garanzia e portierato", 2) in [(h.title, h.level) for h in parsed.headings]
    (first,) = [line for line in parsed.pages[4].lines if line.text == "1 Introduzione"]
    assert 17 < first.size < 26 and 60 < first.top < 120
    assert parsed.properties.title.startswith("Abitare insieme")

"""Passages: whole sentences, every character once, under their heading."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.layout.passages import LIMIT, make_passages, split
from ingest.layout.structure import Outline, sections
from ingest.readers.records import Heading, Line, Parsed, RawPage
from kb.model import Page


def page(number: int, *texts: str, height: float = 800, top: float = 100) -> RawPage:
    lines = tuple(Line(text, 12, top + 16 * i, 72, 72 + 6.0 * len(text)) for i, text in enumerate(texts))
    return RawPage(number, lines, width=600, height=height)


def test_passages_end_at_sentences_and_know_their_heading() -> None:
    body = "Prima frase del capitolo, abbastanza lunga da contare. " * 30
    text = f"1 Introduzione\n{body.strip()}"
    raw = [(page(1, *text.split("\n")), text)]
    parsed = Parsed("pdf", (raw[0][0],), (Heading(1, "1 Introduzione", 1),))
    pages = [Page(1, "1", text)]
    made = make_passages("d", pages, Outline(sections(parsed, raw)), "it")
    assert len(made) > 2
    for passage in made:
        assert text[passage.start : passage.end] == passage.text
        assert passage.text.endswith(".") and passage.heading == "1 Introduzione" and passage.language == "it"


@given(st.text(alphabet="abcdèE .,;!?\n-1", max_size=4000), st.lists(st.integers(0, 4000), max_size=4))
@settings(deadline=None)
def test_passages_hold_everything_fit_and_respect_breaks(text: str, breaks: list[int]) -> None:
    spans = split(text, breaks)
    assert all(0 <= start < end <= len(text) and end - start <= LIMIT for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())
    for at in breaks:
        assert not any(start < at < end for start, end in spans if 0 < at < len(text))

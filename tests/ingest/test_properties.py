"""What holds for every text and every damaged file: nothing of the body is lost, and no file takes the parent down."""

import random
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.layout.clean import page_text, repair
from ingest.layout.passages import LIMIT, split
from ingest.readers.records import Line, Parsed
from ingest.readers.registry import read
from ingest.sandbox import Sandbox
from kb.settings import load_settings
from kb.text.quotes import find_quote, squash

WORDS = st.lists(
    st.sampled_from("la casa è nel quartiere data-driven Nord 1.850 U.S. p. e; fine. Poi? «Sì»".split()),
    min_size=1,
    max_size=12,
)
LINES = st.lists(st.tuples(WORDS, st.sampled_from([10.0, 12.0, 18.0])), min_size=1, max_size=12)


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


@given(LINES)
def test_no_letter_of_a_page_is_lost_and_their_order_stays(lines: list[tuple[list[str], float]]) -> None:
    texts = [" ".join(words) for words, _ in lines]
    placed = [
        Line(t, size, 16.0 * at, 72, 72 + 6.0 * len(t))
        for at, (t, (_, size)) in enumerate(zip(texts, lines, strict=True))
    ]
    assert letters(page_text(placed, Counter())) == letters("".join(texts))


@given(st.text(max_size=200))
def test_repair_is_done_after_once(text: str) -> None:
    once = repair(text)
    assert repair(once) == once


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


@given(st.text(min_size=1, max_size=80), st.data())
def test_every_quote_is_found_where_its_letters_are(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    wanted = squash(text[start:end])[0]
    span = find_quote(text, text[start:end])
    if not wanted:
        assert span is None
    else:
        assert span is not None
        assert squash(text[span[0] : span[1] + 1])[0].find(wanted) >= 0


def damage(data: bytes, seed: int) -> bytes:
    """One of: some bytes changed, a piece cut out, a piece repeated, the end missing."""
    chance = random.Random(seed)
    at, length = chance.randrange(len(data)), chance.randrange(1, max(2, len(data) // 4))
    if seed % 4 == 0:
        changed = bytearray(data)
        for _ in range(1 + len(data) // 200):
            changed[chance.randrange(len(data))] = chance.randrange(256)
        return bytes(changed)
    if seed % 4 == 1:
        return data[:at] + data[at + length :]
    if seed % 4 == 2:
        return data[: at + length] + data[at:]
    return data[: max(1, at)]


def test_damaged_files_of_every_format_end_as_a_result_or_a_reason(files: Path, tmp_path: Path) -> None:
    damaged = []
    for source in sorted(path for path in files.iterdir() if path.is_file()):
        for seed in range(8):
            path = tmp_path / f"damaged-{source.stem}-{seed}{source.suffix}"
            path.write_bytes(damage(source.read_bytes(), seed))
            damaged.append(path)
    with Sandbox(replace(load_settings({}), workers=2, parse_seconds=20, parse_memory_mb=1024)) as sandbox:
        ended = dict(sandbox.run_all(read, damaged))
    assert set(ended) == set(damaged)
    for result in ended.values():
        assert isinstance(result, Parsed) or str(result), repr(result)
    assert sum(isinstance(result, Parsed) for result in ended.values()) > len(damaged) // 3

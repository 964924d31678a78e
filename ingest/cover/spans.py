"""Runs of lines that may be a document's title, and their features: type, place, words, surrounding lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from ingest.cover.blocks import FrontBlock, FrontPages
from ingest.cover.joining import PROSE, is_apart, is_open, joined, runs_on
from ingest.cover.line_features import line_language, word_features
from ingest.cover.model import Chain, Floats
from ingest.cover.words import FORMAL
from kb.text.normalise import WORD, fold

_LONGEST = 8  # lines of a title with its subtitle
_SEED, _PART = 0.05, 0.01  # probability of a title from which a line starts a run, and from which it may belong to one
_SEEDS = 3  # likeliest lines that start a run whatever their probability
_LATER = 40  # pages that are searched for running heads
_OF_TITLE = ("title", "subtitle", "translation")
_FORMAL = frozenset([*FORMAL, "heading", "numbered", "file"])


@dataclass(frozen=True)
class Span:
    """Blocks `start` to `end`, both included, of one page that may be the title with its subtitle."""

    start: int
    end: int

    @property
    def lines(self) -> range:
        """The indexes of its blocks."""
        return range(self.start, self.end + 1)


def spans(front: FrontPages, chain: Chain, rules: Sequence[Span]) -> list[Span]:
    """The runs of lines that may be a title, by the line model's probabilities and by the rules; none if there are no lines.

    Except by the rules, none begins or ends with a line that is clearly something else.
    """
    blocks, title = front.blocks, chain.share("title")
    worded = [at for at, block in enumerate(blocks) if any(len(word) > 1 for word in WORD.findall(block.text))]
    seeds = {at for at in worded if title[at] >= _SEED} | set(sorted(worded, key=lambda at: -title[at])[:_SEEDS])
    part = title + chain.share("subtitle") + chain.share("translation")
    found = set(rules)
    for start in {near for at in seeds for near in range(at, max(-1, at - _LONGEST), -1)}:
        begins = start in seeds or part[start] >= _PART or runs_on(blocks[start], blocks[start + 1])
        for end in range(start, min(start + _LONGEST, len(blocks))):
            joins = end == start or part[end] >= _PART or runs_on(blocks[end - 1], blocks[end])
            if blocks[end].page != blocks[start].page or not joins:
                break
            if begins and seeds & set(range(start, end + 1)):
                found.add(Span(start, end))
    apart = [is_apart(block.text.strip()) for block in blocks]
    kept = (span for span in found if span in rules or not (apart[span.start] or apart[span.end]))
    return sorted(kept, key=lambda span: (span.start, span.end))


def span_features(front: FrontPages, chain: Chain, found: Sequence[Span], rules: Sequence[Span]) -> Floats:
    """The features of each span: shape (spans, len(NAMES)). `rules` are the rules' title, with and without subtitle."""
    facts = _Facts(front, chain)
    return np.array([facts.of(span, rules) for span in found]).reshape(len(found), len(NAMES))


class _Facts:
    """Features of the lines of one document's front pages, shared by all its spans."""

    def __init__(self, front: FrontPages, chain: Chain) -> None:
        self.front, self.blocks, self.chain = front, front.blocks, chain
        self.title, self.subtitle, self.translation = (chain.share(name) for name in _OF_TITLE)
        self.part = self.title + self.subtitle + self.translation
        self.words = [word_features(block.text) for block in self.blocks]
        self.apart = [is_apart(block.text.strip()) for block in self.blocks]
        self.open = [is_open(block.text.rstrip()) for block in self.blocks]
        self.languages = [line_language(block.text) for block in self.blocks]
        self.texts = [_squashed(block.text) for block in self.blocks]
        self.pages = [
            [at for at, block in enumerate(self.blocks) if block.page == page] for page in range(len(front.pages))
        ]
        self.stated = _squashed(front.parsed.properties.title)
        self.stated_words = frozenset(WORD.findall(fold(front.parsed.properties.title)))
        self.heads = [head for head in _running_heads(front) if len(head) > 7]
        self.runs: dict[int, tuple[list[float], list[float]]] = {}

    def of(self, span: Span, rules: Sequence[Span]) -> list[float]:
        """The features of a span, in the order of NAMES."""
        values = [
            *self._likely(span),
            *self._type(span),
            *self._place(span),
            *self._worded(span),
            *self._around(span),
            *self._witnesses(span),
        ]
        return [float(value) for value in (*values, *_by_rules(span, rules))]

    def _beside(self, span: Span) -> tuple[int | None, int | None]:
        """The blocks before and after on the same page."""
        page = self.pages[self.blocks[span.start].page]
        return (span.start - 1 if span.start > page[0] else None), (span.end + 1 if span.end < page[-1] else None)

    def _run(self, span: Span) -> tuple[float, float]:
        if span.start not in self.runs:
            ends = min(len(self.blocks), max(span.start + _LONGEST, span.end + 1))
            self.runs[span.start] = (
                self.chain.runs(span.start, ends, ("title",)),
                self.chain.runs(span.start, ends, _OF_TITLE),
            )
        alone, whole = self.runs[span.start]
        at = min(span.end - span.start, len(alone) - 1)
        return alone[at], whole[at]

    def _likely(self, span: Span) -> Iterator[float]:
        own, page = slice(span.start, span.end + 1), self.pages[self.blocks[span.start].page]
        before, after = self._beside(span)
        title, part = self.title[own], self.part[own]
        yield from (title.min(), title.max(), title.mean(), part.min(), title[0], title[-1], self.subtitle[span.end])
        yield from (0.0 if before is None else self.title[before], 0.0 if before is None else self.part[before])
        yield from (0.0 if after is None else of[after] for of in (self.title, self.subtitle, self.translation))
        yield from (self.title[page].sum() - title.sum(), self.title.sum() - title.sum(), *self._run(span))

    def _type(self, span: Span) -> Iterator[float]:
        lines = [self.blocks[at].line for at in span.lines]
        first, last = lines[0], lines[-1]
        page = [self.blocks[at].line.size for at in self.pages[self.blocks[span.start].page]]
        before, after = self._beside(span)
        sizes, base = [line.size for line in lines], first.size or 1.0
        yield from (
            first.size / (max(page) or 1.0),
            first.size / (max(block.line.size for block in self.blocks) or 1.0),
            first.size / (median(page) or 1.0),
        )
        yield from (last.size / base, max(sizes) / base, first.bold, any(line.bold != first.bold for line in lines))
        yield sum(abs(a - b) > 0.06 * max(a, b) for a, b in pairwise(sizes))
        yield 0.0 if before is None else self.blocks[before].line.size / base
        yield 0.0 if after is None else self.blocks[after].line.size / (last.size or 1.0)
        yield before is not None and runs_on(self.blocks[before], self.blocks[span.start])
        yield after is not None and runs_on(self.blocks[span.end], self.blocks[after])
        gaps = [_gap(self.blocks[at], self.blocks[at + 1]) for at in range(span.start, span.end)]
        yield 9.0 if before is None else _gap(self.blocks[before], self.blocks[span.start])
        yield 9.0 if after is None else _gap(self.blocks[span.end], self.blocks[after])
        yield from (max(gaps, default=0.0), min(gaps, default=0.0))
        yield sum(size > 1.06 * max(sizes) for size in page)
        yield sum(abs(size - first.size) < 0.04 * size for size in page) - len(sizes)
        yield from (sum(line.style == "title" for line in lines) / len(lines), self.blocks[span.start].level)

    def _place(self, span: Span) -> Iterator[float]:
        first = self.blocks[span.start]
        page, listed = self.front.pages[first.page], self.pages[first.page]
        yield from (
            first.page,
            span.start - listed[0],
            len(listed),
            first.line.top / page.height if page.height else -1.0,
        )
        yield (
            abs((first.line.left + first.line.right) / 2 / page.width - 0.5) if page.width and first.line.right else 0.0
        )
        yield from (page.width > page.height > 0, self.front.parsed.flowing, first.column)
        yield from (len({self.blocks[at].column for at in span.lines}) > 1, _spread(self.blocks, span))

    def _worded(self, span: Span) -> Iterator[float]:
        text = joined(self.blocks, span.lines)
        letters, kinds = [char for char in text if char.isalpha()], [self.words[at] for at in span.lines]
        yield from (
            len(kinds),
            len(WORD.findall(text)),
            len(text),
            sum(map(str.isupper, letters)) / max(len(letters), 1),
        )
        yield from (sum(map(str.isdigit, text)) / max(len(text), 1), text[:1].islower(), is_open(text))
        yield from (
            self.blocks[span.end].text.rstrip()[-1:] == ":",
            self.blocks[span.end].text.rstrip()[-1:] == ".",
            bool(PROSE.search(text)),
        )
        yield from (
            sum(bool(of & _FORMAL) for of in kinds) / len(kinds),
            bool(kinds[0] & _FORMAL),
            bool(kinds[-1] & _FORMAL),
        )
        yield sum("role" in of for of in kinds)
        yield from (sum(self.apart[at] for at in span.lines), self.apart[span.start], self.apart[span.end])
        yield from (
            sum("name" in of for of in kinds),
            bool(kinds[-1] & {"name", "maybe name"}),
            bool(kinds[-1] & {"date", "academic year"}),
        )
        yield sum(bool(of & {"organisation", "university", "department"}) for of in kinds)
        yield from (
            any(name in of for of in kinds)
            for name in ("thesis", "degree", "report", "course work", "function word", "article")
        )
        yield len({self.languages[at] for at in span.lines} - {""})

    def _around(self, span: Span) -> Iterator[float]:
        before, after = self._beside(span)
        follows = self.words[after] if after is not None else frozenset()
        leads = self.words[before] if before is not None else frozenset()
        yield from (
            after is not None and self.blocks[after].text[:1].islower(),
            after is not None and self.apart[after],
        )
        yield from (bool(follows & _FORMAL), bool(follows & {"name", "maybe name"}), "role" in follows)
        yield from (
            bool(leads & _FORMAL),
            before is not None and self.open[before],
            "title label" in leads,
            "role" in leads,
        )

    def _witnesses(self, span: Span) -> Iterator[float]:
        words = frozenset(WORD.findall(fold(joined(self.blocks, span.lines))))
        text, known = "".join(self.texts[at] for at in span.lines), len(self.stated_words) > 1
        yield len(words & self.stated_words) / max(len(words), 1) if known else -1.0
        yield len(words & self.stated_words) / len(self.stated_words) if known else -1.0
        yield known and text == self.stated
        page = self.blocks[span.start].page
        yield len(
            {
                block.page
                for at, block in enumerate(self.blocks)
                if block.page != page and len(self.texts[at]) > 3 and self.texts[at] in text
            }
        )
        heads = [len(head) / max(len(text), 1) for head in self.heads if head in text]
        yield from (min(5, len(heads)), max(heads, default=0.0))


def _by_rules(span: Span, rules: Sequence[Span]) -> Iterator[float]:
    """The position of a span relative to the rules' title, with its subtitle and without."""
    for rule in rules:
        yield from (
            span == rule,
            span.start == rule.start,
            span.end == rule.end,
            span.start <= rule.end and rule.start <= span.end,
        )


def _squashed(text: str) -> str:
    return "".join(WORD.findall(fold(text)))


def _running_heads(front: FrontPages) -> Iterator[str]:
    """The first and last two lines of the pages after the front pages, as letters without numbers around them."""
    last = max((page.number for page in front.pages), default=0)
    for page in front.parsed.pages[:_LATER]:
        if page.number > last and len(page.lines) > 4:
            yield from (_squashed(line.text).strip("0123456789") for line in (*page.lines[:2], *page.lines[-2:]))


def _gap(one: FrontBlock, other: FrontBlock) -> float:
    """The distance between two lines in sizes of type, -2 to 9; 1 where the format has no places."""
    if not one.line.right or not one.line.size:
        return 1.0
    return min(9.0, max(-2.0, (other.line.top - one.line.top) / max(one.line.size, 1.0)))


def _spread(blocks: Sequence[FrontBlock], span: Span) -> float:
    """The spread, in points, of the lines' left sides, right sides or centres, whichever is least."""
    lines = [blocks[at].line for at in span.lines if blocks[at].line.right]
    sides = ([a.left for a in lines], [a.right for a in lines], [(a.left + a.right) / 2 for a in lines])
    return min((max(side) - min(side) for side in sides if side), default=0.0)


NAMES = (
    "least title", "most title", "mean title", "least part", "first title", "last title", "last subtitle", "before title", "before part", "after title",
    "after subtitle", "after translation", "rest of page", "rest", "run", "run with subtitle",
    "of largest on page", "of largest", "of middle", "last of first", "most of first", "bold", "bold changes", "sizes change", "before size", "after size",
    "before runs on", "after runs on", "before gap", "after gap", "widest gap", "narrowest gap", "larger on page", "alike on page", "style", "level",
    "page", "line", "lines on page", "height", "off centre", "slide", "flowing", "column", "columns change", "spread",
    "lines", "words", "characters", "capitals", "digits", "starts small", "open", "ends colon", "ends full stop", "prose", "formal", "first formal", "last formal",
    "roles", "apart", "first apart", "last apart", "names", "last name", "last date", "organisations", "thesis", "degree", "report", "course work", "function word",
    "article", "languages",
    "after small", "after apart", "after formal", "after name", "after role", "before formal", "before open", "before label", "before role",
    "in stated", "of stated", "is stated", "other pages", "running heads", "running share",
    "is rules", "starts rules", "ends rules", "meets rules", "is rules' title", "starts rules' title", "ends rules' title", "meets rules' title",
)  # fmt: skip

"""The kind of a document, by a linear model over features of its front pages, title and opening."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import exp
from pathlib import Path

from ingest.cover.blocks import FrontPages
from ingest.cover.line_features import bucket
from ingest.cover.read import Cover
from ingest.cover.words import CLASSES
from ingest.readers.records import RawPage
from kb.model import Field
from kb.text.normalise import fold

_WEIGHTS = Path(__file__).parent / "kind_weights.json"
_LEAST = 0.2  # probability below which a document is of no certain kind. By judgement, as is the next.
_OTHER = 0.7  # probability of another kind from which it is taken
_OPENING = 8  # pages
_BOOK, _DENSE = 25, 900  # pages of a book, and characters a page; slides have 100 to 600. By judgement.
_SHORT = 60  # characters of a line that names the kind of the document rather than mentioning one
_CUES = (
    "thesis",
    "degree",
    "course work",
    "report",
    "formula",
    "project",
    "university",
    "organisation",
    "course",
    "heading",
    "numbered",
    "law",
)
_SLIDES = ("pptx", "odp")
_RECORDS = ("csv", "json", "xlsx", "ods")
_SELF = {
    "thesis": r"\b(?:this|my|the present) (?:\w+ )?(?:thesis|dissertation)\b|\b(?:quest[ao]|presente|mi[ao]) (?:lavoro di )?(?:tesi|elaborato)\b|\bmy supervisor|\bmi[ao] relat",
    "paper": r"\b(?:this|the present) (?:paper|study|article|brief|analysis)\b|\bquest[oa] (?:articolo|studio|analisi)\b",
    "report": r"\b(?:this|the present) (?:report|document|guide|handbook|booklet)\b|\b(?:quest[oa]|presente) (?:rapporto|relazione|documento|bilancio|guida)\b",
    "course": r"\b(?:this|the) (?:course|lecture|lesson|tutorial|class|exercise|workshop)\b|\b(?:questo|il) (?:corso|esercizio)\b|\bquesta (?:lezione|esercitazione)\b|\bthe students?\b|\bsi (?:scriva|calcoli|determini)\b",
}  # fmt: skip
_CALLS_ITSELF = {name: re.compile(pattern) for name, pattern in _SELF.items()}
Weights = Mapping[str, Mapping[str, float]]


def kind_features(front: FrontPages, cover: Cover, pages: Sequence[tuple[RawPage, str]], title: str) -> set[str]:
    """Features of a document: format, length, kinds of words on its cover and in its title, what it calls itself."""
    return set(_features(front, cover, [text for _, text in pages], title))


def _features(front: FrontPages, cover: Cover, texts: Sequence[str], title: str) -> Iterator[str]:
    first = front.pages[0] if front.pages else None
    slides = first is not None and first.width > first.height > 0 and not _is_book(texts)
    yield "always"
    yield f"format {front.parsed.format}{' slides' if slides else ''}"
    if slides:
        yield "slides"
    yield f"length {bucket(len(texts), (1, 3, 8, 16, 35, 70))}{' slides' if slides else ''}"
    yield from (f"part {part.role}" for part in cover.parts if part.confidence >= 0.5)
    folded = fold(re.sub(r"[_\-]+", " ", title))
    cues = {name for name in _CUES if CLASSES[name].search(folded)}
    yield from (f"title {name}" for name in cues)
    lines = [fold(block.text) for block in front.blocks if len(block.text) < 160]
    for name in ("thesis", "degree", "course work", "report", "formula", "project"):
        count = sum(bool(CLASSES[name].search(line)) for line in lines)
        yield f"lines {name} {min(count, 3)}"
        if any(len(line) < _SHORT and CLASSES[name].search(line) for line in lines):
            yield f"short line {name}"
    opening = fold(" ".join(text[:3000] for text in texts[:_OPENING]))
    for name, pattern in _CALLS_ITSELF.items():
        if found := len(pattern.findall(opening)):
            yield f"calls itself {name}"
            if found > 2:
                yield f"calls itself {name} often"


def _is_book(texts: Sequence[str]) -> bool:
    """Whether landscape pages hold so much text that they are a book's, as design schools make them, not slides."""
    return len(texts) >= _BOOK and sum(map(len, texts)) >= _DENSE * len(texts)


def find_kind(features: set[str], format_: str, weights: Weights | None = None) -> Field:
    """thesis, course or report with its probability; "other" if none is likely. Records and tables are reports."""
    if format_ in _RECORDS:
        return Field("kind", "report", "file", 0.6)
    weights = weights or kind_weights()
    scores = {kind: exp(sum(of.get(name, 0.0) for name in features)) for kind, of in weights.items()}
    if "slides" in features or format_ in _SLIDES:
        scores.pop("thesis", None)  # slides of a thesis defence aren't a thesis
    whole = sum(scores.values())
    other = scores.pop("other", 0.0) / whole
    best = max(scores, key=lambda kind: scores[kind])
    share = scores[best] / whole
    if other > _OTHER or share < _LEAST:
        return Field("kind", "other", "text", 0.3)
    return Field("kind", best, "front page", round(share, 2))


@cache
def kind_weights() -> Weights:
    """The weights that come with the program, by kind and feature."""
    weights: Weights = json.loads(_WEIGHTS.read_text(encoding="utf-8"))["weights"]
    return weights

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
# What a title calls its document, in one of its parts: what the part begins with, what it ends with, what it is. "Relazione tra …",
# "Lezioni dalla …" and "Bilancio sociale e …" are of a topic.
_REPORT = r"(?:annual|final|interim|mid-?term|progress|technical|evaluation|activity|sustainability|impact|status) report|annual (?:summary|review)|policy brief|(?:white|working|position) paper"
_NOTES = r"(?:lecture|course|class) (?:notes|slides)|lectures? \d+|exercise sheet|problem set"
_NAMES = {
    "thesis": (
        r"tesi (?:di (?:laurea|dottorato|master)|magistrale|triennale|specialistica|sperimentale)|(?:master|bachelor|doctoral|ph\.?d|m\.?sc|b\.?sc|diploma)\.?(?:['’]?s)? (?:thesis|dissertation)",
        r"(?!)",
        r"tesi|tesina|thesis|dissertation",
    ),
    "report": (
        rf"{_REPORT}|relazione (?:annuale|finale(?! di (?:laurea|tirocinio))|intermedia|tecnica|conclusiva|semestrale|di (?:missione|attivita|monitoraggio)|sull[ae]? attivita|del \w+ anno)"
        r"|rapporto (?:annuale|finale|intermedio|tecnico|di (?:ricerca|sostenibilita|valutazione|monitoraggio|attivita))",
        _REPORT,
        r"report|relazione|rapporto|bilancio (?:sociale|di (?:missione|sostenibilita|esercizio)|d['’]esercizio|consuntivo)",
    ),
    "course": (
        rf"{_NOTES}|esercitazion[ei]|esercizi (?:svolti|risolti|di|su)|dispens[ae] (?:di|del\w*)|appunti (?:di|del\w*)|lezion[ei] (?:di|introduttiv[ae]|\d+)|exercises (?:on|for|in)|homework \d+|temi d['’]esame",
        rf"{_NOTES}|(?:and|with|the) exercises|(?:e|con|gli) (?:esercizi|esercitazioni)",
        r"esercizi|dispens[ae]|appunti|lezion[ei]|exercises?|homework|handouts?|syllabus|formulario|slides",
    ),
}  # fmt: skip
_PARTS = re.compile(r"[.:;,|()]+(?:\s|$)|\s[–—-]\s")  # what stands between the parts of a title
_NAMED = {
    name: re.compile(rf"[\W\d]*(?:{first})\b.*|(?:.*\b)?(?:{last})[\W\d]*|[\W\d]*(?:{whole})[\W\d]*")
    for name, (first, last, whole) in _NAMES.items()
}
_CALLED = 0.9  # probability of a kind that the title names: of 358 titles in measurements 18 name one, 17 their own
Weights = Mapping[str, Mapping[str, float]]


def kind_features(
    front: FrontPages, cover: Cover, pages: Sequence[tuple[RawPage, str]], title: str, name: str = ""
) -> set[str]:
    """Features of a document: format, length, kinds of words on its cover, in its title and its file's name, what it calls itself."""
    texts = [text for _, text in pages]
    return {*_features(front, cover, texts, f"{title} {name}"), *(f"named {kind}" for kind in _named(title))}


def _named(title: str) -> set[str]:
    """The kinds that a title names."""
    parts = [part.strip() for part in _PARTS.split(fold(title))]
    return {kind for kind, pattern in _NAMED.items() if any(map(pattern.fullmatch, parts))}


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
    """The kind that the title names, else thesis, course or report with its probability; "other" if none is likely.

    Records and tables are reports.
    """
    if format_ in _RECORDS:
        return Field("kind", "report", "file", 0.6)
    named = [kind for kind in _NAMED if f"named {kind}" in features]
    is_slides = "slides" in features or format_ in _SLIDES  # those of a thesis defence aren't a thesis
    if len(named) == 1 and not (is_slides and named == ["thesis"]):
        return Field("kind", named[0], "front page", _CALLED)
    weights = weights or kind_weights()
    scores = {kind: exp(sum(of.get(name, 0.0) for name in features)) for kind, of in weights.items()}
    if is_slides:
        scores.pop("thesis", None)
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

"""Everyday questions, as asked by people who haven't read the documents, and each known question in the other language.

`bench/questions` has them: `everyday-*.toml` are fitted on, `apart-*.toml` only measured, `translations.toml` are the corpora's own
questions and near misses in the other of the two languages.
"""

from dataclasses import replace
from typing import Any

from bench.outcomes import outcomes_of, taken_away
from bench.quality import CORPUS, CORPUS2, ROOT, Corpus
from bench.translations import translated
from kb.evaluation import Outcome, measure

_FILES = ROOT / "bench" / "questions"


def _beside(corpus: Corpus, part: str) -> Corpus:
    return replace(corpus, questions=_FILES / f"{part}-{corpus.name}.toml", near_misses="")


EVERYDAY = tuple(_beside(corpus, "everyday") for corpus in (CORPUS, CORPUS2))
APART = tuple(_beside(corpus, "apart") for corpus in (CORPUS, CORPUS2))


def everyday() -> dict[str, Any]:
    """Search and answers on everyday questions that nothing is fitted on, also without the documents that answer them."""
    found: list[Outcome] = []
    for corpus in APART:
        with corpus.library() as library:
            asked = corpus.load_questions()
            found += [*outcomes_of(library, asked, answers=True), *taken_away(library, asked)]
    return {kind: _measured([o for o in found if o.question.type == kind]) for kind in _kinds(found)} | {
        "all": _measured([o for o in found if o.question.places])
    }


def languages() -> dict[str, Any]:
    """The corpora's answerable questions as written and in the other language: are they found, cited and refused alike?"""
    found = {"as written": list[Outcome](), "translated": list[Outcome]()}
    for corpus in (CORPUS, CORPUS2):
        with corpus.library() as library:
            other = [question for question in translated(corpus) if question.places]
            ids = {question.id for question in other}
            written = [question for question in corpus.load_questions() if question.id in ids]
            found["as written"] += outcomes_of(library, written, answers=True)
            found["translated"] += outcomes_of(library, other, answers=True)
    return {name: measure(listed) for name, listed in found.items()}


def _measured(found: list[Outcome]) -> dict[str, float | int]:
    """The measures without quoted evidence, for which no sentence is given."""
    return {name: value for name, value in measure(found).items() if name != "quoted_evidence"}


def _kinds(found: list[Outcome]) -> list[str]:
    return list(dict.fromkeys(outcome.question.type for outcome in found))

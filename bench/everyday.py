"""Everyday questions, as asked by people who haven't read the documents, and each known question in the other language.

`bench/questions` has them: `everyday-*.toml` are fitted on, `apart-*.toml` only measured, `translations.toml` are the corpora's own
questions and near misses in the other of the two languages.
"""

import tomllib
from dataclasses import replace
from functools import cache
from typing import Any

from bench.quality import CORPUS, CORPUS2, ROOT, Corpus, outcomes_of, taken_away
from kb.evaluation import Outcome, Question, measure

_FILES = ROOT / "bench" / "questions"
_OTHER = {"it": "en", "en": "it"}


def _beside(corpus: Corpus, part: str) -> Corpus:
    return replace(corpus, questions=_FILES / f"{part}-{corpus.name}.toml", near_misses="")


EVERYDAY = tuple(_beside(corpus, "everyday") for corpus in (CORPUS, CORPUS2))
APART = tuple(_beside(corpus, "apart") for corpus in (CORPUS, CORPUS2))


@cache
def _translations() -> dict[str, Any]:
    return tomllib.loads((_FILES / "translations.toml").read_text(encoding="utf-8"))


def translated(corpus: Corpus) -> list[Question]:
    """A corpus's translated questions in the other language, including those without an answer."""
    texts = _translations()["questions"]
    return [replace(q, text=texts[q.id], language=_OTHER[q.language]) for q in corpus.load_questions() if q.id in texts]


def translated_near_misses(corpus: Corpus) -> list[Question]:
    """The near misses written beside a corpus, in the other language."""
    listed = _translations()["near_misses"][corpus.near_misses] if corpus.near_misses else []
    return [Question(f"t{number}", text, "", "near miss") for number, text in enumerate(listed)]


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

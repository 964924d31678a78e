"""The corpora's own questions and near misses in the other of the two languages (`bench/questions/translations.toml`)."""

import tomllib
from dataclasses import replace
from functools import cache
from typing import Any

from bench.quality import CORPUS, CORPUS2, ROOT, SAMPLE_CORPUS, Corpus
from kb.evaluation import Question

_OTHER = {"it": "en", "en": "it"}


@cache
def _translations() -> dict[str, Any]:
    return tomllib.loads((ROOT / "bench" / "questions" / "translations.toml").read_text(encoding="utf-8"))


def translated(corpus: Corpus) -> list[Question]:
    """A corpus's translated questions in the other language, including those without an answer."""
    texts = _translations()["questions"]
    return [replace(q, text=texts[q.id], language=_OTHER[q.language]) for q in corpus.load_questions() if q.id in texts]


def translated_near_misses(corpus: Corpus) -> list[Question]:
    """The near misses written beside a corpus, in the other language."""
    listed = _translations()["near_misses"][corpus.near_misses] if corpus.near_misses else []
    return [Question(f"t{number}", text, "", "near miss") for number, text in enumerate(listed)]


@cache
def originals() -> dict[str, str]:
    """The questions as they were written, by their translations."""
    found = dict[str, str]()
    for corpus in (CORPUS, CORPUS2, SAMPLE_CORPUS):
        written = {question.id: question.text for question in corpus.load_questions()}
        found |= {question.text: written[question.id] for question in translated(corpus)}
        pairs = zip(translated_near_misses(corpus), corpus.load_near_misses(), strict=True)
        found |= {other.text: question.text for other, question in pairs}
    return found

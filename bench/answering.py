"""Answers of special kinds over the sample corpus: both works of a question cited, the catalogue's number, name or works."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bench.quality import ROOT, SAMPLE_CORPUS
from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.answer.records import Answer
from kb.evaluation import judge
from kb.model import OWNER

TWO_DOCUMENTS = replace(SAMPLE_CORPUS, questions=ROOT / "bench" / "two_documents.toml")
CATALOGUE = ROOT / "bench" / "catalogue.toml"


def two_documents() -> dict[str, Any]:
    """The share of questions (`bench/two_documents.toml`) of which both works are cited on a right page, and of places cited."""
    questions, viewer = TWO_DOCUMENTS.load_questions(), PageViewer()
    with TWO_DOCUMENTS.library() as library:
        outcomes = [judge(question, (), ask(library, viewer, question.text, OWNER)) for question in questions]
    viewer.close()
    return {
        "questions": len(questions),
        "both cited": round(float(np.mean([outcome.is_page_cited for outcome in outcomes])), 3),
        "places cited": round(float(np.mean([o.cited / len(o.question.places) for o in outcomes])), 3),
    }


@dataclass(frozen=True)
class CatalogueQuestion:
    """A question to the catalogue: the value that it must state and the works (by source) that it must list, where they are given.

    `passages` is true for a question that the catalogue must leave to the passages, `apart` for one that nothing was mended with.
    """

    text: str
    value: str | int | None = None
    works: tuple[str, ...] | None = None
    passages: bool = False
    apart: bool = False

    def is_answered(self, answer: Answer) -> bool:
        """Whether value and works are right; more works than wanted may be listed, but at most as many again."""
        found = answer.catalogue
        if self.passages or found is None:
            return self.passages and found is None
        stated = (
            found.value == self.value
            if isinstance(self.value, int)
            else str(self.value or "") in f"{found.value} {answer.text}"
        )
        listed, wanted = {work.source for work in found.works}, set(self.works or ())
        return (self.value is None or stated) and (
            self.works is None or (wanted <= listed and len(listed) <= 2 * len(wanted))
        )


def catalogue_questions(path: Path = CATALOGUE) -> Iterator[CatalogueQuestion]:
    """The questions of `bench/catalogue.toml`."""
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["question"]:
        yield CatalogueQuestion(**{**row, "works": tuple(row["works"]) if "works" in row else None})


def catalogue(show: bool = False) -> dict[str, Any]:
    """The share of questions to the catalogue that are answered with the right value and works, through the whole of `ask`."""
    viewer, right = PageViewer(), dict[bool, list[bool]]()
    with SAMPLE_CORPUS.library() as library:
        for question in catalogue_questions():
            answer = ask(library, viewer, question.text, OWNER)
            right.setdefault(question.apart, []).append(question.is_answered(answer))
            if show:
                found = answer.catalogue
                print(
                    "+" if right[question.apart][-1] else "-",
                    question.text,
                    "=>",
                    found and (found.value, len(found.works)),
                )
    viewer.close()
    return {
        "questions": len(right[False]), "right": round(float(np.mean(right[False])), 3),
        "kept apart": len(right[True]), "right of those kept apart": round(float(np.mean(right[True])), 3),
    }  # fmt: skip

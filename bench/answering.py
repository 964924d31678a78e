"""Answers of special kinds over the sample corpus: citations of both works of a question, answers from the catalogue."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bench.quality import ROOT, SAMPLE_CORPUS
from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.answer.records import Answer
from kb.evaluation import judge
from kb.model import OWNER

TWO_DOCUMENTS = replace(SAMPLE_CORPUS, questions=ROOT / "bench" / "two_documents.toml")
CATALOGUE, FRESH = (ROOT / "bench" / name for name in ("catalogue.toml", "catalogue_fresh.toml"))


def two_documents() -> dict[str, Any]:
    """The share of questions (`bench/two_documents.toml`) with both works cited on a right page, and of places cited."""
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
    """A question to the catalogue: the value that it must state and the works (by source) that it must list, if given.

    `passages` is true for a question that the catalogue must leave to the passages, `apart` for one of an earlier held-out set.
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


def catalogue_questions() -> Iterator[tuple[str, CatalogueQuestion]]:
    """The questions of both files, each with its set: "fit", "earlier apart", "develop" or "apart"."""
    for path in (CATALOGUE, FRESH):
        for name, rows in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for row in rows:
                question = CatalogueQuestion(**{**row, "works": tuple(row["works"]) if "works" in row else None})
                yield ("earlier apart" if question.apart else "fit") if name == "question" else name, question


def catalogue(show: Sequence[str] = ()) -> dict[str, Any]:
    """The share of questions to the catalogue that `ask` answers with the right value and works.

    If `show` names sets, only their questions are asked and printed.
    """
    viewer, right = PageViewer(), dict[str, list[bool]]()
    with SAMPLE_CORPUS.library() as library:
        for name, question in catalogue_questions():
            if show and name not in show:
                continue
            answer = ask(library, viewer, question.text, OWNER)
            right.setdefault(name, []).append(question.is_answered(answer))
            if name in show:
                found = answer.catalogue
                print(
                    "+" if right[name][-1] else "-",
                    question.text,
                    "=>",
                    found and (found.intent, found.value, len(found.works)),
                )
    viewer.close()
    return {
        f"{what} ({name})": value
        for name, values in right.items()
        for what, value in (("questions", len(values)), ("right", round(float(np.mean(values)), 3)))
    }

"""Answers of special kinds over the sample corpus: both works of a question cited, the catalogue's number, name or works."""

from dataclasses import replace
from typing import Any

import numpy as np

from bench.quality import ROOT, SAMPLE_CORPUS
from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.evaluation import judge
from kb.model import OWNER

TWO_DOCUMENTS = replace(SAMPLE_CORPUS, questions=ROOT / "bench" / "two_documents.toml")


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

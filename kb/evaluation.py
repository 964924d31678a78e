"""Evaluation on questions with known answers: recall@k, MRR, nDCG, rates of right citations and right refusals."""

import json
import math
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.answer.records import Answer, Citation
from kb.errors import PolikbError
from kb.model import Hit
from kb.text.quotes import find_quote

K = 10


@dataclass(frozen=True)
class Place:
    """Place of an answer: the document's source, its pages (1-based) and its words; () and "" if not known."""

    document: str
    pages: tuple[int, ...] = ()
    evidence: str = ""


@dataclass(frozen=True)
class Question:
    """A question and the places of its answer, the main one first. Without any, it has no answer and must be refused.

    `type` is free text; a question of type "multi" needs all of its places, any other needs one of them.
    """

    id: str
    text: str
    language: str
    type: str
    places: tuple[Place, ...] = ()

    @property
    def documents(self) -> tuple[str, ...]:
        """The sources of the documents that answer it."""
        return tuple(place.document for place in self.places)


@dataclass(frozen=True)
class Outcome:
    """The result of one question. Ranks are 1-based, and 0 if nothing right is among the first K passages.

    `cited` counts the places with a right citation; `located` has one entry per quote of a PDF.
    """

    question: Question
    document_rank: int
    page_rank: int
    refused: bool
    cited: int
    quoted: bool
    located: tuple[bool, ...]

    @property
    def is_page_cited(self) -> bool:
        """Whether a citation of the right page exists: of each place if the question needs all, else of any."""
        return self.cited == len(self.question.places) if self.question.type == "multi" else self.cited > 0


def load_questions(path: Path) -> list[Question]:
    """Questions from JSON Lines, or TOML with `[[question]]` tables.

    Fields: `question`; `doc` (the source of the document that answers it), `pages`, `evidence`, `language`, `type`, `id`;
    `also` has further documents, by their source or as tables with `doc`, `pages` and `evidence`. Raises PolikbError.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".toml":
            rows = tomllib.loads(text).get("question", [])
        else:
            rows = [json.loads(line) for line in text.splitlines() if line.strip()]
        return [_question(number, row) for number, row in enumerate(rows, 1)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PolikbError(f"{path} can't be used as questions: {_said(error)}") from error


def _said(error: Exception) -> str:
    """The problem of a file of questions, as the end of a sentence."""
    match error:
        case UnicodeDecodeError():
            return "it isn't a text file in UTF-8."
        case KeyError():
            return f"a question has no field {error}."
        case OSError():
            return f"{error.strerror or error}."
        case _:
            return f"{error}."


def _question(number: int, row: dict[str, object]) -> Question:
    also = row.get("also") or []
    if not isinstance(also, list):
        raise TypeError(f"question {number}: `also` must be a list")
    rows = [row, *(one if isinstance(one, dict) else {"doc": one} for one in also)] if row.get("doc") else []
    return Question(
        str(row.get("id") or number),
        str(row["question"]),
        str(row.get("language") or "en"),
        str(row.get("type") or "fact"),
        tuple(_place(number, one) for one in rows),
    )


def _place(number: int, row: dict[str, object]) -> Place:
    pages = row.get("pages") or []
    if not isinstance(pages, list):
        raise TypeError(f"question {number}: `pages` must be a list")
    return Place(str(row["doc"]), tuple(int(page) for page in pages), str(row.get("evidence") or ""))


def judge(question: Question, hits: Sequence[Hit], answer: Answer) -> Outcome:
    """Compare the hits and the answer to a question with its places."""
    best = hits[:K]
    right_document = [hit.document.source in question.documents for hit in best]
    right_page = [any(_is_at(place, hit) for place in question.places) for hit in best]
    return Outcome(
        question,
        right_document.index(True) + 1 if any(right_document) else 0,
        right_page.index(True) + 1 if any(right_page) else 0,
        answer.refused,
        sum(any(_is_cited(place, citation) for citation in answer.citations) for place in question.places),
        any(_is_quoted(place, citation) for place in question.places for citation in answer.citations),
        tuple(citation.located for citation in answer.citations if citation.document.format == "pdf"),
    )


def _is_at(place: Place, hit: Hit) -> bool:
    return hit.document.source == place.document and hit.passage.page in place.pages


def _is_cited(place: Place, citation: Citation) -> bool:
    return citation.document.source == place.document and citation.page in place.pages


def _is_quoted(place: Place, citation: Citation) -> bool:
    return bool(place.evidence) and find_quote(citation.quote, place.evidence) is not None


def measure(outcomes: Sequence[Outcome]) -> dict[str, float | int]:
    """The measures over a set of questions, each 0..1; one over no question is left out."""
    answerable = [o for o in outcomes if o.question.documents]
    unanswerable = [o for o in outcomes if not o.question.documents]
    located = [place for o in outcomes for place in o.located]
    rates: dict[str, list[float]] = {
        "document@1": [o.document_rank == 1 for o in answerable],
        "document@5": [0 < o.document_rank <= 5 for o in answerable],
        "page@1": [o.page_rank == 1 for o in answerable],
        "page@5": [0 < o.page_rank <= 5 for o in answerable],
        "page@10": [0 < o.page_rank <= 10 for o in answerable],
        "page_mrr": [1 / o.page_rank if o.page_rank else 0.0 for o in answerable],
        "page_ndcg": [1 / math.log2(1 + o.page_rank) if o.page_rank else 0.0 for o in answerable],
        "cited_page": [o.is_page_cited for o in answerable],
        "quoted_evidence": [o.quoted for o in answerable],
        "wrongly_refused": [o.refused for o in answerable],
        "rightly_refused": [o.refused for o in unanswerable],
        "located": located,  # type: ignore[dict-item]
    }
    return {"questions": len(outcomes)} | {name: round(sum(v) / len(v), 4) for name, v in rates.items() if v}


def report(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float | int]]:
    """The measures over all questions, by type and by language."""
    groups: dict[str, Callable[[Outcome], bool]] = {"all": lambda _: True}
    for name in sorted({o.question.type for o in outcomes}):
        groups[f"type {name}"] = lambda o, name=name: o.question.type == name  # type: ignore[misc]
    for name in sorted({o.question.language for o in outcomes}):
        groups[f"language {name}"] = lambda o, name=name: o.question.language == name  # type: ignore[misc]
    return {label: measure([o for o in outcomes if belongs(o)]) for label, belongs in groups.items()}


def parse_floor(floor: str) -> tuple[str, float]:
    """(measure, least value) of "page@5=0.72". Raises PolikbError."""
    name, _, value = floor.partition("=")
    try:
        wanted = float(value)
    except ValueError:
        wanted = math.nan
    if not math.isfinite(wanted):
        raise PolikbError(f"--floor {floor!r} isn't a measure and its minimum. Write it as page@5=0.72.")
    return name, wanted


def failed_floors(measured: dict[str, float | int], floors: Iterable[str]) -> list[str]:
    """A message for each floor ("page@5=0.72"; for wrongly_refused a ceiling) that is not met. Raises PolikbError."""
    failures = []
    for floor in floors:
        name, wanted = parse_floor(floor)
        if name not in measured:
            raise PolikbError(f"There is no measure {name!r}; measures are: {', '.join(measured)}.")
        found = measured[name]
        if found > wanted if name == "wrongly_refused" else found < wanted:
            failures.append(f"{name} is {found}, the floor is {wanted}")
    return failures

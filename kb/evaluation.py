"""How good search and answers are on questions with known places: recall@k, MRR, nDCG, citations, refusals."""

import json
import math
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.answer.records import Answer
from kb.errors import PolikbError
from kb.model import Hit
from kb.text.quotes import find_quote

K = 10


@dataclass(frozen=True)
class Question:
    """A question and where its answer stands. No `documents` means that there is no answer: it must be refused."""

    id: str
    text: str
    language: str
    type: str
    documents: tuple[str, ...]
    pages: tuple[int, ...]
    evidence: str


@dataclass(frozen=True)
class Outcome:
    """What one question got. `document_ranks` and `page_ranks` are 1-based, 0 when not among the first K."""

    question: Question
    document_rank: int
    page_rank: int
    refused: bool
    cited_page: bool
    quoted: bool
    located: tuple[bool, ...]


def load_questions(path: Path) -> list[Question]:
    """Questions from JSON Lines, or TOML with `[[question]]` tables.

    Fields: `question`; `doc` (its source), `also` (others that hold it), `pages`, `evidence`, `language`, `type`, `id`.
    Raises PolikbError with the file and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".toml":
            rows = tomllib.loads(text).get("question", [])
        else:
            rows = [json.loads(line) for line in text.splitlines() if line.strip()]
        return [_question(number, row) for number, row in enumerate(rows, 1)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PolikbError(f"{path} can't be used as questions: {error!r}") from error


def _question(number: int, row: dict[str, object]) -> Question:
    document, also, pages = row.get("doc"), row.get("also") or [], row.get("pages") or []
    if not isinstance(also, list) or not isinstance(pages, list):
        raise TypeError(f"question {number}: `also` and `pages` must be lists")
    return Question(
        str(row.get("id") or number), str(row["question"]), str(row.get("language") or "en"), str(row.get("type") or "fact"),
        (str(document), *map(str, also)) if document else (), tuple(int(page) for page in pages), str(row.get("evidence") or ""),
    )  # fmt: skip


def judge(question: Question, hits: Sequence[Hit], answer: Answer) -> Outcome:
    """Compare what was found and answered with what should have been."""
    sources = [hit.document.source for hit in hits[:K]]
    right_page = [
        bool(question.documents) and h.document.source == question.documents[0] and h.passage.page in question.pages
        for h in hits[:K]
    ]
    cited = [c for c in answer.citations if c.document.source in question.documents[:1] and c.page in question.pages]
    return Outcome(
        question,
        next((rank for rank, source in enumerate(sources, 1) if source in question.documents), 0),
        next((rank for rank, right in enumerate(right_page, 1) if right), 0),
        answer.refused,
        bool(cited),
        bool(question.evidence) and any(find_quote(c.quote, question.evidence) is not None for c in answer.citations),
        tuple(c.located for c in answer.citations if c.document.format == "pdf"),
    )


def measure(outcomes: Sequence[Outcome]) -> dict[str, float | int]:
    """The measures over a set of questions; a share over nothing is left out."""
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
        "cited_page": [o.cited_page for o in answerable],
        "quoted_evidence": [o.quoted for o in answerable],
        "wrongly_refused": [o.refused for o in answerable],
        "rightly_refused": [o.refused for o in unanswerable],
        "located": located,  # type: ignore[dict-item]
    }
    return {"questions": len(outcomes)} | {name: round(sum(v) / len(v), 4) for name, v in rates.items() if v}


def report(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float | int]]:
    """The measures over all questions, per type and per language."""
    groups: dict[str, Callable[[Outcome], bool]] = {"all": lambda _: True}
    for name in sorted({o.question.type for o in outcomes}):
        groups[f"type {name}"] = lambda o, name=name: o.question.type == name  # type: ignore[misc]
    for name in sorted({o.question.language for o in outcomes}):
        groups[f"language {name}"] = lambda o, name=name: o.question.language == name  # type: ignore[misc]
    return {label: measure([o for o in outcomes if belongs(o)]) for label, belongs in groups.items()}


def failed_floors(measured: dict[str, float | int], floors: Iterable[str]) -> list[str]:
    """Which of the floors ("page@5=0.72"; for wrongly_refused a ceiling) the measures don't meet, in words."""
    failures = []
    for floor in floors:
        name, _, value = floor.partition("=")
        if name not in measured:
            raise PolikbError(f"There is no measure {name!r}; measures are: {', '.join(measured)}.")
        found, wanted = measured[name], float(value)
        if found > wanted if name == "wrongly_refused" else found < wanted:
            failures.append(f"{name} is {found}, the floor is {wanted}")
    return failures

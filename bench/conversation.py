"""Completion of follow-ups: the rank of the right page for the rewritten question and for a person's whole question."""

import tomllib
from pathlib import Path
from typing import Any

import numpy as np

from bench.quality import CORPUS, CORPUS2, SAMPLE_CORPUS
from kb.answer.follow_up import Turn, knowledge_of, standalone
from kb.library import Library
from kb.model import OWNER
from kb.search.search import search

_FIRST = 5  # first pages that must include the right one
_FILE = Path(__file__).parent / "follow_ups.toml"


def follow_ups(show: bool = False) -> dict[str, Any]:
    """The share of the follow-ups (`bench/follow_ups.toml`) whose right page is among the first five, and of the whole questions."""
    listed = tomllib.loads(_FILE.read_text(encoding="utf-8"))["follow_up"]
    found: dict[str, list[bool]] = {"as rewritten": [], "as a whole question": [], "as typed": []}
    for corpus in (SAMPLE_CORPUS, CORPUS, CORPUS2):
        with corpus.library() as library:
            known = knowledge_of(library, OWNER)
            for case in (case for case in listed if case["corpus"] == corpus.name):
                made = standalone(case["question"], [Turn(case["before"])], known=known)
                asked = {"as rewritten": made, "as a whole question": case["whole"], "as typed": case["question"]}
                right = {name: _is_found(library, text, case["doc"], case["pages"]) for name, text in asked.items()}
                for name, value in right.items():
                    found[name].append(value)
                if show:
                    print(*("+" if value else "-" for value in right.values()), case["question"], "=>", made)
    return {"follow-ups": len(listed), **{name: round(float(np.mean(values)), 3) for name, values in found.items()}}


def _is_found(library: Library, text: str, document: str, pages: list[int]) -> bool:
    hits = search(library, text, OWNER, None, 30).hits
    places = list(dict.fromkeys((hit.document.source, hit.passage.page) for hit in hits))[:_FIRST]
    return any(source == document and (page in pages or source.endswith(".docx")) for source, page in places)

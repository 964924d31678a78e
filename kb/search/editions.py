"""Editions of one work: which of them a result shows."""

from collections.abc import Mapping

from kb.model import Document
from kb.text.sketches import Editions

_NEARLY = 0.8  # of the best edition's score: enough to be shown in its place


def superseded(best: Mapping[int, float], documents: Mapping[int, Document], editions: Editions) -> set[int]:
    """Of documents with their best score, those that a better edition of the same work stands for.

    A PDF, which has pages to cite, stands for other formats, and a newer edition for an older one, unless it matches
    much worse.
    """
    dropped: set[int] = set()
    for number in sorted(best, key=lambda n: (-best[n], n)):
        if number in dropped or number not in editions:
            continue
        rivals = [n for n in editions[number] if n in best and n not in dropped]
        able = [n for n in (number, *rivals) if best[n] >= _NEARLY * best[number]]
        kept = max(able, key=lambda n: (documents[n].format == "pdf", documents[n].year or 0, best[n], -n))
        dropped |= {n for n in (number, *rivals) if n != kept}
    return dropped

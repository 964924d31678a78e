"""Choice among editions of one work in a result."""

from collections.abc import Mapping

from kb.model import Document
from kb.text.sketches import Editions


def superseded(
    best: Mapping[int, float], documents: Mapping[int, Document], editions: Editions, near: float
) -> set[int]:
    """The documents, by number, that a better edition of the same work replaces. `best` are their best scores.

    A PDF, which has pages to cite, replaces other formats, and a newer edition an older one, as long as it scores at least
    `near` (0..1) times the best edition.
    """
    dropped: set[int] = set()
    for number in sorted(best, key=lambda n: (-best[n], n)):
        if number in dropped or number not in editions:
            continue
        rivals = [n for n in editions[number] if n in best and n not in dropped]
        eligible = [n for n in (number, *rivals) if best[n] >= near * best[number]]
        kept = max(eligible, key=lambda n: (documents[n].format == "pdf", documents[n].year or 0, best[n], -n))
        dropped |= {n for n in (number, *rivals) if n != kept}
    return dropped

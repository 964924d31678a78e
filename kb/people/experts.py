"""Who knows about something: people and organisations by the passages of their documents that speak of it.

The score follows Balog's second model of expert search: what a document says of the topic counts for whoever made it, by
their part in it. Nobody is named without a passage that proves it.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.clock import today
from kb.library import Library
from kb.model import Filters, Hit, Reader
from kb.people.directory import Entity, directory
from kb.search.scope import open_scope, retry_on_change
from kb.search.topical import proving_hits

# What a part in a document says of what somebody knows. A university, and who examined, say nothing of the topic.
ROLES: Mapping[str, float] = {
    "supervisor": 1.0, "teacher": 1.0, "author": 0.9, "contact": 0.8, "co-supervisor": 0.7,
    "partner": 1.0, "host": 1.0, "municipality": 1.0, "funder": 0.6,
}  # fmt: skip
_OTHER_ROLE = 0.5
_SILENT = frozenset({"university", "examiner", "publisher", "project"})
_FURTHER = 0.5  # What each further passage of a document, and each further document, adds of the one before.
_AGE = 30.0  # years after which a document counts half
_PROOF = 3


@dataclass(frozen=True)
class Expert:
    """Somebody, why they are here, and the passages that prove it: at most three, of different documents first.

    `score` is comparable within one list; `documents` counts those of theirs that speak of the topic.
    """

    entity: Entity
    score: float
    documents: int
    roles: tuple[str, ...]
    years: tuple[int, ...]
    evidence: tuple[Hit, ...]


@dataclass(frozen=True)
class Experts:
    """Who knows, best first, and how many documents were looked through."""

    topic: str
    people: tuple[Expert, ...]
    organisations: tuple[Expert, ...]
    searched: int


@retry_on_change
def experts(library: Library, topic: str, reader: Reader, k: int = 10, filters: Filters | None = None) -> Experts:
    """The people and the organisations with the best evidence on a topic, k of each at most."""
    scope = open_scope(library, reader, filters)
    proof = proving_hits(scope, scope.analyse(" ".join(topic.split())))
    known = directory(library, reader)
    return Experts(
        topic,
        _ranked(known.people.values(), proof)[:k],
        _ranked(known.organisations.values(), proof)[:k],
        len(scope.allowed),
    )


def _ranked(entities: Iterable[Entity], proof: Sequence[Hit]) -> tuple[Expert, ...]:
    by_document: dict[str, list[Hit]] = defaultdict(list)
    for hit in proof:
        by_document[hit.document.id].append(hit)
    found = [expert for entity in entities if (expert := _expert(entity, by_document))]
    return tuple(sorted(found, key=lambda expert: (-expert.score, expert.entity.name)))


def _expert(entity: Entity, by_document: Mapping[str, Sequence[Hit]]) -> Expert | None:
    parts = [
        (part, roles, by_document[part.document.id])
        for part in entity.parts
        if part.document.id in by_document and (roles := [role for role in part.roles if role not in _SILENT])
    ]
    if not parts:
        return None
    weights = sorted(
        (
            _faded([hit.score for hit in hits]) * max(ROLES.get(r, _OTHER_ROLE) for r in roles) * _recent(part.document.year)
            for part, roles, hits in parts
        ),
        reverse=True,
    )  # fmt: skip
    years = sorted(part.document.year for part, _, _ in parts if part.document.year)
    evidence = _spread([hits for _, _, hits in parts])
    held = tuple(dict.fromkeys(role for _, roles, _ in parts for role in roles))
    return Expert(entity, round(_faded(weights), 4), len(parts), held, (years[0], years[-1]) if years else (), evidence)


def _faded(values: Sequence[float]) -> float:
    """The sum of values in descending order, each further one counting less."""
    return math.fsum(value * _FURTHER**at for at, value in enumerate(values))


def _recent(year: int | None) -> float:
    return 0.5 ** (max(today().year - year, 0) / _AGE) if year else 0.7


def _spread(lists: Sequence[Sequence[Hit]]) -> tuple[Hit, ...]:
    """The best passages, one of each document before a second of any."""
    ordered = sorted(
        ((at, -hit.score, hit.passage.id, hit) for hits in lists for at, hit in enumerate(hits)), key=lambda e: e[:3]
    )
    return tuple(hit for *_, hit in ordered[:_PROOF])

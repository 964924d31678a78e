"""Expert search: ranks people and organisations by the passages of their documents that are about a topic.

The score follows Model 2 of Balog, Azzopardi and de Rijke (SIGIR 2006): the relevance of a document counts for the people
associated with it, weighted by their role. Every expert comes with passages as evidence.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.clock import today
from kb.library import Library
from kb.model import Filters, Hit, Reader
from kb.people.directory import Directory, Entity, directory
from kb.search.relevance import judgement
from kb.search.scope import open_scope, retry_on_change
from kb.search.topical import proving_hits

# Weight of a role as evidence of knowing the topic. By judgement.
ROLES: Mapping[str, float] = {
    "supervisor": 1.0, "teacher": 1.0, "author": 0.9, "contact": 0.8, "co-supervisor": 0.7,
    "partner": 1.0, "host": 1.0, "municipality": 1.0, "funder": 0.6,
}  # fmt: skip
_OTHER_ROLE = 0.5
_SUPERVISE = frozenset({"supervisor", "co-supervisor"})
_NO_EVIDENCE = frozenset({"university", "examiner", "publisher", "project"})  # roles that say nothing about the topic
# By judgement.
_DECAY = 0.5  # weight of each further passage of a document, and of each further document, relative to the one before
_HALF_LIFE = 30.0  # years after which a document counts half
_UNDATED = 0.7  # weight of a document without a year
_PROOF = 3  # passages shown as evidence of one person
_ASKED, _LOOKED_AT = 3, 12  # people shown with a refusal; the best experts, from whom they are taken


@dataclass(frozen=True)
class Expert:
    """A person or organisation with at most three passages as evidence, from different documents if possible.

    `score` is comparable within one result only; `documents` counts their documents about the topic. No passage is
    evidence of two people: if others have all passages, `evidence` is empty and `beside` is the expert who has the best
    one. `best` is the best passage of their documents. `through` are the supervisors of a graduate's work on the topic.
    """

    entity: Entity
    score: float
    documents: int
    roles: tuple[str, ...]
    years: tuple[int, ...]
    evidence: tuple[Hit, ...]
    best: Hit
    beside: Entity | None = None
    through: tuple[Entity, ...] = ()

    @property
    def state(self) -> str:
        """The relevance of the best passage to the topic."""
        return judgement([self.best])[1]


@dataclass(frozen=True)
class Experts:
    """The experts found, best first; graduates with a known supervisor, through whom they are asked, come last.

    `searched` is the number of documents that were searched.
    """

    topic: str
    people: tuple[Expert, ...]
    organisations: tuple[Expert, ...]
    searched: int


@retry_on_change
def experts(library: Library, topic: str, reader: Reader, k: int = 10, filters: Filters | None = None) -> Experts:
    """At most k people and k organisations with the best evidence on a topic, among the documents the reader may see."""
    scope = open_scope(library, reader, filters)
    proof = proving_hits(scope, scope.analyse(" ".join(topic.split())))
    known = directory(library, reader)
    ranked = [_with_supervisors(expert, known) for expert in _ranked(known.people.values(), proof)]
    return Experts(
        topic,
        _without_repetition(sorted(ranked, key=lambda expert: bool(expert.through))[:k]),
        _without_repetition(_ranked(known.organisations.values(), proof)[:k]),
        len(scope.allowed),
    )


def nobody(_: Callable[..., str], searched: int) -> str:
    """That none of the documents `searched` speaks of a topic; `_` translates."""
    if searched == 1:
        return _("Nobody: the one document you have access to doesn't speak of it.")
    return _("Nobody: none of the {count} documents you have access to speaks of it.", count=searched)


def who_may_know(library: Library, question: str, reader: Reader) -> Experts:
    """At most _ASKED people and _ASKED organisations to ask a refused question: those with a passage that answers its topic.

    A passage that is merely related to an unanswered question is mostly about something else: of 60 questions of general
    knowledge 0.25 have such a passage, 0.05 one that answers.
    """
    found = experts(library, question, reader, _LOOKED_AT)
    people, organisations = (
        tuple(expert for expert in listed if expert.state == "answers")[:_ASKED]
        for listed in (found.people, found.organisations)
    )
    return replace(found, people=people, organisations=organisations)


def _with_supervisors(expert: Expert, known: Directory) -> Expert:
    """A graduate with the supervisors of the documents that are the evidence."""
    if expert.entity.is_staff:
        return expert
    own = dict.fromkeys(hit.document.id for hit in expert.evidence)
    named = dict.fromkeys(entity.id for document in own for entity in known.naming(document) if entity.kind == "person")
    supervisors = (
        known.people[name]
        for name in named
        if any(part.document.id in own and _SUPERVISE & {*part.roles} for part in known.people[name].parts)
    )
    return replace(expert, through=tuple(supervisors))


def _without_repetition(found: Sequence[Expert]) -> tuple[Expert, ...]:
    """The experts with the passages distributed: each in turn takes the best one left, up to three times."""
    owners: dict[int, Entity] = {}
    own: list[list[Hit]] = [[] for _ in found]
    for _ in range(_PROOF):
        for expert, mine in zip(found, own, strict=True):
            if (free := next((hit for hit in expert.evidence if hit.passage.id not in owners), None)) is not None:
                owners[free.passage.id] = expert.entity
                mine.append(free)
    return tuple(
        replace(expert, evidence=tuple(mine), beside=None if mine else owners[expert.best.passage.id])
        for expert, mine in zip(found, own, strict=True)
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
        if part.document.id in by_document and (roles := [role for role in part.roles if role not in _NO_EVIDENCE])
    ]
    if not parts:
        return None
    weights = sorted(
        (
            _decayed_sum([hit.score for hit in hits]) * max(ROLES.get(r, _OTHER_ROLE) for r in roles) * _recency(part.document.year)
            for part, roles, hits in parts
        ),
        reverse=True,
    )  # fmt: skip
    years = sorted(part.document.year for part, _, _ in parts if part.document.year)
    evidence = _ordered_evidence([hits for _, _, hits in parts])
    held = tuple(dict.fromkeys(role for _, roles, _ in parts for role in roles))
    score = round(_decayed_sum(weights), 4)
    best = max(evidence, key=lambda hit: hit.probability)
    return Expert(entity, score, len(parts), held, (years[0], years[-1]) if years else (), evidence, best)


def _decayed_sum(values: Sequence[float]) -> float:
    """The sum of the values, each weighted by _DECAY to the power of its rank, the largest first."""
    return math.fsum(value * _DECAY**at for at, value in enumerate(sorted(values, reverse=True)))


def _recency(year: int | None) -> float:
    return 0.5 ** (max(today().year - year, 0) / _HALF_LIFE) if year else _UNDATED


def _ordered_evidence(lists: Sequence[Sequence[Hit]]) -> tuple[Hit, ...]:
    """All passages, the best of each document before the second best of any."""
    ordered = sorted(
        ((at, -hit.score, hit.passage.id, hit) for hits in lists for at, hit in enumerate(hits)), key=lambda e: e[:3]
    )
    return tuple(hit for *_, hit in ordered)

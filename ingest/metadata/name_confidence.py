"""Probability that a name read from a document is one, calibrated on names judged by eye in real documents.

Two logistic regressions over the features of `name_features`; `python -m bench.fit_names` fits them.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from math import exp
from pathlib import Path

from ingest.cover.read import Cover, Part
from ingest.metadata.name_features import Surroundings, organisation_features, person_features
from ingest.metadata.person_names import is_person
from kb.identifiers import SURE_NAME
from kb.model import Field, Named

_WEIGHTS = Path(__file__).parent / "name_weights.json"
_TRUSTED = 0.95  # confidence in an author that a person entered in the file
_STATED = 0.8  # confidence of a part with a role's words from which its names are people's. By judgement.
_CERTAIN = 0.99  # maximum: nothing that is read is certain

Weights = Mapping[str, Mapping[str, float]]  # "person" or "organisation" → feature → weight


def likelihood(kind: str, features: Iterable[str], weights: Weights | None = None) -> float:
    """The probability (0.01..0.99) that a name is right; `kind` is person or organisation."""
    of = (weights or name_weights())[kind]
    score = sum(of.get(feature, 0.0) for feature in features)
    return round(min(_CERTAIN, max(1 - _CERTAIN, 1 / (1 + exp(-score)))), 2)


def people_with_likelihood(people: Sequence[Field], cover: Cover, around: Surroundings) -> list[Field]:
    """The people with the probability that each is one; those that a person entered in the file are unchanged."""
    return [
        field
        if field.origin == "file" and field.confidence >= _TRUSTED
        else replace(field, confidence=_person(field, cover, around))
        for field in people
    ]


def _person(field: Field, cover: Cover, around: Surroundings) -> float:
    part = part_of(field, cover)
    found = likelihood("person", person_features(field.value, part, around))
    # Lists of names know few of the world's: what a form's "Author:" or "Supervisor:" announces, and is no everyday word, is shown.
    is_stated = part.announced and part.confidence >= _STATED and is_person(field.value, announced=True, alone=True)
    return max(found, SURE_NAME["person"]) if is_stated else found


def part_of(field: Field, cover: Cover) -> Part:
    """The part of the front pages that a person was read from; one without confidence if only the file has the name."""
    last = field.value.casefold().split()[-1]
    parts = (
        part for part in (*cover.parts, *cover.near_title) if part.role == field.name and last in part.text.casefold()
    )
    return next(parts, Part(field.name, field.value, 0.0))


def organisation_likelihood(named: Named, around: Surroundings) -> float:
    """The probability that this is an organisation's whole name."""
    return likelihood("organisation", organisation_features(named, around))


@cache
def name_weights() -> Weights:
    """The weights that come with the program."""
    weights: Weights = json.loads(_WEIGHTS.read_text(encoding="utf-8"))["weights"]
    return weights

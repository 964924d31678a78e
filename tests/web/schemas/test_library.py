"""The described JSON against the JSON that is made: the same fields, of the same types."""

import json
import types
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel, ValidationError

from kb.answer.records import Answer, Citation, EvidenceRow, EvidenceTable, Searched, Sentence
from kb.explore.references import Reference
from kb.explore.similar import Similar
from kb.maintenance.reading_report import PageCoverage
from kb.model import Facet, Field, Filters, Goal, Hit, Named, Page, Passage, Rectangle, SearchResult
from kb.output.api_json import (
    Description,
    Json,
    answer_json,
    coverage_json,
    description_json,
    document_json,
    hit_json,
    search_json,
    similar_json,
)
from tests.fakes import document
from web.links import LINKS
from web.schemas import answers
from web.schemas import library as schemas

DOCUMENT, OTHER = document("wells", organisations=(Named("Comune di Lodi", "partner"),)), document("bees", year=None)
PASSAGE = Passage(3, "wells", 2, "ii", 0, 28, "Forty families found a home.", "Results", "en", key=987)
HIT = Hit(DOCUMENT, PASSAGE, 0.9, "Forty families")
CITATION = Citation(1, DOCUMENT, PASSAGE, 0, 14, True, (Rectangle(72, 90, 100, 12),))
ANSWER = Answer(
    "How many families?", "Forty families.", False, (CITATION,), (HIT,), Searched(2, 9, ("it", "en")), "ollama:tiny", 0.8,
    (Sentence("Forty families.", (1,), "partly", "number", "Forty"),), "", EvidenceTable(("a", "b"), (EvidenceRow(DOCUMENT, (CITATION, None)),)),
    sent=(HIT,),
)  # fmt: skip
FIELDS = (Field("title", "Wells", "manifest", 1.0), Field("reader", "anna", "manifest", 1.0))
DESCRIPTION = Description(FIELDS, (OTHER,), (Goal("6", 0.8, "terms", 12),), (Reference(OTHER, PASSAGE),), ())
MADE: list[tuple[type[BaseModel], Json]] = [
    (schemas.Document, document_json(OTHER)),
    (schemas.FullDocument, document_json(DOCUMENT, full=True)),
    (schemas.DescribedDocument, description_json(DOCUMENT, DESCRIPTION, LINKS)),
    (schemas.Hit, hit_json(HIT, LINKS, (OTHER,))),
    (schemas.PageLedger, coverage_json(PageCoverage(Page(2, "ii", "text", confidence=0.7), 1, ("en",)))),
    (
        schemas.SimilarDocument,
        similar_json(Similar(OTHER, 0.5, "answers", True, (Named("Ada", "author"),), ("Lodi",), ("6",))),
    ),
    (
        schemas.SearchAnswer,
        search_json(SearchResult("q", 1, (HIT,), (), {"kind": (Facet("thesis", 1),)}, {"wells": (OTHER,)}), LINKS),
    ),
    (answers.Answer, answer_json(ANSWER, LINKS)),
    (answers.Answer, answer_json(replace(ANSWER, table=None, refused=True, citations=()), LINKS)),
]


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models within an annotation such as `list[Hit] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    nested = get_origin(annotation) in (list, dict, Union, types.UnionType)
    return [model for part in get_args(annotation) for model in models_in(part)] if nested else []


def check_fields(model: type[BaseModel], value: Any) -> None:
    """Whether a value has the fields of a model and no others, including nested values."""
    if isinstance(value, list):
        for item in value:
            check_fields(model, item)
    elif isinstance(value, dict) and value.keys() & model.model_fields.keys():
        assert value.keys() == model.model_fields.keys(), model.__name__
        for name, field in model.model_fields.items():
            for inner in models_in(field.annotation):
                check_fields(inner, value[name])


@pytest.mark.parametrize(("model", "made"), MADE, ids=lambda part: getattr(part, "__name__", ""))
def test_what_is_made_is_what_is_described(model: type[BaseModel], made: Json) -> None:
    model.model_validate_json(json.dumps(made), strict=True)
    check_fields(model, made)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda made: made.pop("url"),
        lambda made: made.update(page="2"),
        lambda made: made.update(score=None),
        lambda made: made["document"].pop("people"),
    ],
)
def test_a_field_that_is_missing_or_of_another_type_is_noticed(spoil: Callable[[Json], object]) -> None:
    made = hit_json(HIT, LINKS)
    spoil(made)
    with pytest.raises(ValidationError):
        schemas.Hit.model_validate(made, strict=True)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"question": ""}, "at least 1"),
        ({"question": "x" * 2_001}, "at most 2000"),
        ({}, "Field required"),
        ({"question": "x", "before": ["y"] * 11}, "at most 10"),
        ({"question": "x", "before": ["y" * 2_001]}, "at most 2000"),
        ({"question": "x", "filters": {"documents": ["d"] * 51}}, "at most 50"),
        ({"question": "x", "filters": {"year_from": 3}}, "greater than or equal to 1000"),
    ],
)
def test_a_question_within_its_limits(sent: dict[str, Any], says: str) -> None:
    assert answers.Question.model_validate({"question": "Chi?"}).before == []
    with pytest.raises(ValidationError, match=says):
        answers.Question.model_validate(sent)


def test_filters_of_a_question() -> None:
    asked = answers.Question.model_validate({"question": "Chi?", "filters": {"documents": ["wells"], "kind": "thesis"}})
    assert asked.filters.chosen == Filters(kind="thesis", documents=("wells",))
    assert answers.Question.model_validate({"question": "Chi?"}).filters.chosen is None


def test_values_of_an_answer_and_of_its_table() -> None:
    made = answer_json(ANSWER, LINKS)
    assert made["asked"] == made["question"] and made["citations"][0]["quote"] == "Forty families"
    assert made["citations"][0]["url"] == "/documents/wells/pages/2?passage=987&start=0&end=14"
    assert made["table"]["rows"][0]["cells"] == [made["citations"][0], None]
    assert made["sent"][0]["passage_id"] == 987 and "text" not in made["sent"][0]
    assert answer_json(replace(ANSWER, asked="And how many?"), LINKS)["asked"] == "And how many?"

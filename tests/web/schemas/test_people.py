"""The described JSON of people, needs and proposals against the JSON that is made."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from kb.explore.needs import match
from kb.explore.prior_work import prior_work
from kb.library import Library
from kb.model import OWNER, Named
from kb.output.api_json import Json
from kb.output.people_json import entity_json, experts_json, match_json, prior_work_json
from kb.people.directory import directory
from kb.people.experts import experts
from tests.conftest import Put
from tests.fakes import document
from tests.web.schemas.test_library import check_fields
from web.links import LINKS
from web.schemas import people as schemas

TEXT = "We want beekeeping on the roofs. We would like to dive in a submarine."


@pytest.mark.parametrize(
    ("model", "make"),
    [
        (schemas.Entity, lambda library: entity_json(directory(library, OWNER).find("person", "ada-rossi"), LINKS)),
        (schemas.ExpertsFound, lambda library: experts_json(experts(library, "beekeeping on roofs", OWNER), LINKS)),
        (schemas.MatchFound, lambda library: match_json(match(library, TEXT, OWNER), LINKS)),
        (schemas.PriorWorkFound, lambda library: prior_work_json(prior_work(library, TEXT, OWNER), LINKS)),
    ],
)
def test_what_is_made_is_what_is_described(
    put: Put, library: Library, model: type[BaseModel], make: Callable[[Library], Json]
) -> None:
    partners = (Named("Comune di Lodi", "partner"),)
    put(document("bees", organisations=partners), "Interviews on beekeeping on the roofs of schools give honey.")
    made: dict[str, Any] = make(library)
    model.model_validate(made, strict=True)
    check_fields(model, made)
    assert made.get("documents") or made.get("people") or made.get("works")

"""People, needs and prior work as JSON."""

import json

from kb.explore.needs import match
from kb.explore.prior_work import prior_work
from kb.library import Library
from kb.model import OWNER, Named
from kb.output.people_json import entity_json, experts_json, match_json, prior_work_json
from kb.people.directory import directory
from kb.people.experts import experts
from tests.conftest import Put
from tests.fakes import document
from web.links import LINKS


def fill(put: Put) -> None:
    put(
        document("one", people=(Named("Ada Rossi", "author"),), year=2019),
        "Beekeeping on the roofs of schools gives honey.",
    )
    put(document("two", people=(Named("Ada Rossi", "supervisor"),), year=2021), "Bread is baked in the court.")


def test_an_entity_names_its_documents_and_roles(put: Put, library: Library) -> None:
    fill(put)
    told = entity_json(directory(library, OWNER).find("person", "ada-rossi"), LINKS)
    assert (told["id"], told["kind"], told["name"], told["url"]) == (
        "ada-rossi",
        "person",
        "Ada Rossi",
        "/people/ada-rossi",
    )
    assert set(told["roles"]) == {"author", "supervisor"} and told["years"] == [2019, 2021]
    roles = {part["document"]["id"]: part["roles"] for part in told["documents"]}
    assert roles == {"one": ["author"], "two": ["supervisor"]}


def test_experts_come_with_their_evidence(put: Put, library: Library) -> None:
    fill(put)
    told = experts_json(experts(library, "beekeeping on roofs", OWNER), LINKS)
    assert told["topic"] == "beekeeping on roofs" and told["searched"] == 2 and told["organisations"] == []
    (ada,) = told["people"]
    assert ada["documents"] == 1 and [hit["document"]["id"] for hit in ada["evidence"]] == ["one"]


def test_needs_and_ideas_are_plain_json(put: Put, library: Library) -> None:
    fill(put)
    wanted = "We want beekeeping on the roofs. We would like to dive in a submarine."
    need = match_json(match(library, wanted, OWNER), LINKS)
    assert [part["covered"] for part in need["parts"]] == [True, False] and need["parts"][1]["evidence"] == []
    assert [work["document"]["id"] for work in need["works"]["thesis"]] == ["one"]
    idea = prior_work_json(prior_work(library, "Beekeeping on roofs of schools", OWNER), LINKS)
    assert idea["works"][0]["document"]["id"] == "one" and idea["searched"] == 2
    assert {"question", "came_of_it", "shared", "theirs", "yours", "evidence"} < idea["works"][0].keys()
    assert json.loads(json.dumps([need, idea])) == [need, idea]

"""The JSON that the API and `--json` share: its fields are a contract."""

import json
import pickle
from functools import partial

from kb.library import Library
from kb.maintenance.reading_report import page_coverage
from kb.model import OWNER, Field, Goal, Named
from kb.output.api_json import (
    Description,
    coverage_json,
    description_json,
    document_json,
    edition_json,
    hit_json,
    search_bytes,
    search_json,
)
from kb.search.scope import open_document
from kb.search.search import search
from tests.conftest import Put
from tests.fakes import document
from web.links import LINKS, PATH, SiteLinks

SHORT = {"id", "title", "source", "kind", "language", "year", "people"}
FULL = SHORT | {"organisations", "pages", "pages_read", "access", "embargo_until", "format", "abstract"}


def test_a_document_in_short_and_in_full() -> None:
    record = document("wells", organisations=(Named("Comune di Lodi", "partner"),))
    assert document_json(record).keys() == SHORT and document_json(record, full=True).keys() == FULL
    assert document_json(record)["people"] == [{"name": "Ada Rossi", "role": "author"}]
    assert document_json(record, full=True)["organisations"] == [{"name": "Comune di Lodi", "role": "partner"}]
    assert edition_json(record) == {"id": "wells", "title": "Wells", "source": "wells.txt", "format": "text"}


def test_who_may_read_a_document_is_not_told() -> None:
    fields = (Field("title", "Wells", "manifest", 1.0), Field("reader", "anna", "manifest", 1.0))
    known = Description(fields, (document("other"),), (Goal("6", 0.8, "terms", 12),), (), ())
    told = description_json(document("wells"), known, LINKS)
    assert [field["name"] for field in told["fields"]] == ["title"] and "anna" not in json.dumps(told)
    assert told["goals"] == [{"goal": "6", "confidence": 0.8, "origin": "terms"}]
    assert told["also_available_as"] == [edition_json(document("other"))]


def test_a_search_tells_opaque_ids_and_the_page(put: Put, library: Library) -> None:
    put(document("wells"), "Bread and roses.", "Clean water from filters.")
    result = search(library, "water", OWNER)
    told = search_json(result, LINKS)
    assert told.keys() == {
        "query", "total", "hits", "facets", "did_you_mean", "corrected", "page", "pages", "speaking", "probability", "state",
    }  # fmt: skip
    assert told["query"] == "water"
    assert told["probability"] == max(hit.probability for hit in result.hits) and told["state"] == result.hits[0].state
    nothing = search_json(search(library, "water kind:report", OWNER), LINKS)
    assert nothing["hits"] == [] and (nothing["probability"], nothing["state"]) == (0.0, "nothing")
    first = told["hits"][0]
    assert first == hit_json(result.hits[0], LINKS) and first["page"] == 2
    assert first["url"] == f"/documents/wells/pages/2?passage={first['passage_id']}"
    assert first["passage_id"] == result.hits[0].passage.key != result.hits[0].passage.id
    assert told["facets"]["kind"] == [{"value": "thesis", "count": 1}]
    assert json.loads(json.dumps(told)) == told


def test_how_a_page_was_read(put: Put, library: Library) -> None:
    put(document("wells"), "Clean water.", embed=False)
    (entry,) = page_coverage(library, open_document(library, "wells", OWNER))
    told = coverage_json(entry)
    assert (told["page"], told["status"], told["characters"], told["passages"]) == (1, "text", 12, 1)
    assert (told["languages"], told["confidence"]) == (["en"], None)


def test_a_child_process_is_sent_a_search_with_the_sites_path_and_gives_bytes(put: Put, library: Library) -> None:
    put(document("wells"), "Bread and roses.", "Clean water from filters.")
    within = PATH.set("/biblioteca")
    try:
        asked = pickle.dumps((partial(search, text="water", reader=OWNER), SiteLinks(LINKS.base)))
    finally:
        PATH.reset(within)
    told = json.loads(search_bytes(library, *pickle.loads(asked)))
    assert told == search_json(search(library, "water", OWNER), SiteLinks("/biblioteca"))
    assert told["hits"][0]["url"].startswith("/biblioteca/documents/wells/pages/2?")

"""Documents as records of OAI-PMH."""

from dataclasses import replace

from lxml import etree

from kb.files import text_digest
from kb.model import Named
from kb.output.oai_records import OaiRecord, header, metadata, records, sets_of, stamp
from kb.output.reference import Reference
from kb.store.deletions import Withdrawal
from tests.fakes import document
from web.links import SiteLinks

LINKS = SiteLinks("https://kb.example")


def test_records_are_ordered_by_change_and_keep_only_withdrawals_of_public_documents() -> None:
    late = document("late", added_at="2024-05-01T10:00:00.123456+00:00")
    lifted = document("lifted", added_at="2020-01-01T00:00:00+00:00", embargo_until="2023-06-30")
    opened = replace(lifted, id="opened", embargo_until=None, shown_since="2023-09-01T08:00:00+00:00")
    gone = [
        Withdrawal(text_digest(access), "", "", access, "2023-01-01T00:00:00+00:00", "")
        for access in ("public", "internal")
    ]
    found = records([late, lifted, opened], gone, {}, {})
    assert [record.datestamp for record in found] == [
        "2023-01-01T00:00:00Z", "2023-06-29T22:00:00Z", "2023-09-01T08:00:00Z", "2024-05-01T10:00:00Z",
    ]  # fmt: skip
    assert [record.document for record in found] == [None, lifted, opened, late], "an embargo ends at midnight in Rome"


def test_a_name_stays_when_its_document_is_withdrawn() -> None:
    (before,) = records([document("a", added_at="2024-01-01")], [], {}, {})
    (after,) = records([], [Withdrawal(text_digest("a"), "", "", "public", "2024-02-01", "")], {}, {})
    assert before.name == after.name
    assert header(after, "kb.example").get("status") == "deleted"


def test_sets_are_kind_and_departments() -> None:
    departments = {"a": ["Design & Città"], "b": ["Energia"]}
    assert sets_of(document("a"), departments) == {"kind:thesis": "Thesis", "department:design-citta": "Design & Città"}
    (record,) = records([document("a")], [], {}, departments)
    assert record.sets == ("kind:thesis", "department:design-citta")


def test_dublin_core_says_only_what_is_known_and_is_valid_xml() -> None:
    described = metadata(
        Reference(document("a", title="Con \x07 e \ufffe tralicci", year=None, people=())), "oai_dc", LINKS
    )
    again = etree.fromstring(etree.tostring(described))
    assert [etree.QName(element).localname for element in again] == [
        "title",
        "type",
        "identifier",
        "language",
        "rights",
    ]
    assert again[0].text == "Con  e  tralicci"


def test_supervisors_and_partners_contribute() -> None:
    people = (Named("Ada Riva", "author"), Named("Ugo Neri", "supervisor"))
    described = metadata(
        Reference(document("a", people=people, organisations=(Named("Comune di Lodi", "partner"),)), ("orti",)),
        "oai_dc",
        LINKS,
    )
    values = {etree.QName(element).localname: element.text for element in described}
    assert (
        values["creator"] == "Riva, Ada" and values["contributor"] == "Comune di Lodi" and values["subject"] == "orti"
    )
    assert "Neri, Ugo" in [element.text for element in described]


def test_a_datestamp_is_in_whole_seconds_of_utc() -> None:
    assert stamp("2024-05-01") == "2024-05-01T00:00:00Z"
    assert OaiRecord("x", stamp("2024-05-01T10:00:00.9+00:00")).datestamp == "2024-05-01T10:00:00Z"


def test_a_record_is_as_new_as_the_last_decision_of_a_person() -> None:
    known = [document("a", added_at="2024-01-01"), document("b", added_at="2024-01-01")]
    found = records(known, [], {"a": "2024-03-01T10:00:00+00:00", "b": "2023-01-01T10:00:00+00:00"}, {})
    assert [(each.document.id, each.datestamp[:10]) for each in found if each.document] == [
        ("b", "2024-01-01"),
        ("a", "2024-03-01"),
    ]

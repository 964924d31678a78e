"""Descriptions of documents for search engines and reference managers."""

import json

import pytest

from kb.model import Named
from kb.output.reference import Reference
from tests.fakes import document
from web.routes.pages.discovery import citation_tags, linked_data

BASE = "https://kb.example"
PEOPLE = (Named("Ada Rossi", "author"), Named("Ugo Neri", "supervisor"), Named("Ida Blu", "author"))


def test_meta_tags_of_a_thesis() -> None:
    record = document("wells", people=PEOPLE, organisations=(Named("Università di Pavia", "university"),), format="pdf")
    assert citation_tags(Reference(record), BASE) == [
        ("citation_title", "Wells"),
        ("DC.type", "thesis"),
        ("citation_author", "Rossi, Ada"),
        ("citation_author", "Blu, Ida"),
        ("citation_publication_date", "2020"),
        ("citation_dissertation_institution", "Università di Pavia"),
        ("citation_language", "en"),
        ("citation_abstract_html_url", "https://kb.example/documents/wells"),
        ("citation_pdf_url", "https://kb.example/documents/wells/file"),
    ]


@pytest.mark.parametrize(
    ("changes", "present", "absent"),
    [
        (
            {"kind": "report", "organisations": (Named("Editrice Lodi", "publisher"),)},
            "citation_technical_report_institution",
            "citation_dissertation_institution",
        ),
        ({"kind": "course"}, "citation_title", "citation_dissertation_institution"),
        ({"year": None}, "citation_language", "citation_publication_date"),
        ({"format": "docx"}, "citation_abstract_html_url", "citation_pdf_url"),
        ({"people": (Named("Ugo Neri", "supervisor"),)}, "citation_title", "citation_author"),
        ({"kind": "course", "people": (Named("Ugo Neri", "teacher"),)}, "citation_author", "citation_pdf_url"),
    ],
)
def test_tags_are_left_out_where_a_document_has_nothing_to_say(
    changes: dict[str, object], present: str, absent: str
) -> None:
    names = {name for name, _ in citation_tags(Reference(document("wells", **changes)), BASE)}
    assert present in names and absent not in names


def test_tags_say_what_a_reference_says() -> None:
    record = document(
        "wells", kind="course", people=(Named("Nicola della Volpe", "teacher"),), abstract="On\nwells.",
        organisations=(Named("Politecnico di Lodi", "university"),),
    )  # fmt: skip
    tags = dict(citation_tags(Reference(record, ("acqua", "pozzi"), doi="https://doi.org/10.1234/wells"), BASE))
    assert tags["DC.type"] == "document" and tags["citation_author"] == "della Volpe, Nicola"
    assert tags["citation_publisher"] == "Politecnico di Lodi" and tags["citation_abstract"] == "On wells."
    assert tags["citation_keywords"] == "acqua; pozzi" and tags["citation_doi"] == "10.1234/wells"


def test_an_institution_that_is_not_stated_is_not_made_up() -> None:
    record = document("wells", organisations=(Named("Comune di Lodi", "partner"),))
    assert not [name for name, _ in citation_tags(Reference(record), BASE) if name.endswith("institution")]


@pytest.mark.parametrize(
    ("kind", "type_"),
    [("thesis", "Thesis"), ("course", "LearningResource"), ("report", "Report"), ("other", "CreativeWork")],
)
def test_linked_data_has_a_type_of_schema_org(kind: str, type_: str) -> None:
    described = json.loads(linked_data(Reference(document("wells", kind=kind, people=PEOPLE, page_count=7)), BASE))
    assert (described["@type"], described["@id"]) == (type_, "https://kb.example/documents/wells")
    assert [person["name"] for person in described["author"]] == ["Ada Rossi", "Ida Blu"]
    assert [person["name"] for person in described["contributor"]] == ["Ugo Neri"]
    assert (described["datePublished"], described["numberOfPages"]) == ("2020", 7) and "abstract" not in described


def test_a_title_cannot_end_the_script_element() -> None:
    title = "</script><script>alert('è')</script>"
    shown = linked_data(Reference(document("x", title=title, abstract="a < b")), BASE)
    assert "<" not in shown and json.loads(shown)["name"] == title and json.loads(shown)["abstract"] == "a < b"


def test_orcid_ids_stand_behind_their_authors_and_name_people_in_linked_data() -> None:
    record = Reference(document("wells", people=PEOPLE), orcids={"Ida Blu": "0000-0002-1825-0097"})
    address = "https://orcid.org/0000-0002-1825-0097"
    tags = citation_tags(record, BASE)
    assert tags[tags.index(("citation_author", "Blu, Ida")) + 1] == ("citation_author_orcid", address)
    assert [person.get("@id") for person in json.loads(linked_data(record, BASE))["author"]] == [None, address]

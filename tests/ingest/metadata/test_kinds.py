"""Kinds of documents."""

from dataclasses import replace

import pytest

from ingest.cover.blocks import FrontPages, front_pages
from ingest.cover.read import Cover, read_cover
from ingest.metadata.kinds import find_kind, kind_features, kind_weights
from ingest.readers.records import RawPage
from tests.ingest.cover.pages import COVER, parsed, sheet, with_texts


def features(*lines: tuple[str, float], pages: int = 1, wide: bool = False, format_: str = "pdf") -> set[str]:
    first = sheet(*lines)
    if wide:
        first = replace(first, width=842, height=595)
    document = parsed(*[first] * pages, format_=format_)
    front = front_pages(document, with_texts(document))
    cover = read_cover(front)
    return kind_features(front, cover, with_texts(document), cover.title.text)


def test_what_is_true_of_a_document() -> None:
    found = features(*COVER, pages=40)
    assert {"format pdf", "part supervisor", "part author", "lines degree 3"} <= found
    assert "slides" in features(*COVER, wide=True)


def test_what_a_document_calls_itself_counts() -> None:
    assert "calls itself thesis" in features(("In this thesis we study wells.", 12))
    assert "calls itself thesis" in features(("Questa tesi studia i pozzi.", 12))
    assert "calls itself report" in features(("Il presente rapporto descrive i pozzi.", 12))
    assert "calls itself paper often" in features(("This paper asks. This paper answers. In this study we wait.", 12))


@pytest.mark.parametrize("format_", ["csv", "json", "xlsx"])
def test_records_are_reports(format_: str) -> None:
    assert find_kind({"part supervisor"}, format_).value == "report"


def test_the_likeliest_kind_has_its_probability() -> None:
    weights = {"thesis": {"a": 2.0}, "course": {"b": 2.0}, "report": {}}
    assert (find_kind({"a"}, "pdf", weights).value, find_kind({"b"}, "pdf", weights).value) == ("thesis", "course")
    assert find_kind({"a"}, "pdf", weights).confidence == pytest.approx(0.79, abs=0.01)
    assert find_kind({"a", "b"}, "pdf", weights).value in ("thesis", "course")
    assert find_kind(set(), "pdf", weights).value in weights


def test_the_weights_know_the_kinds() -> None:
    assert {"thesis", "course", "report"} <= set(kind_weights())


@pytest.mark.parametrize(("features", "format_"), [({"a", "slides"}, "pdf"), ({"a"}, "pptx"), ({"a"}, "odp")])
def test_slides_of_a_thesis_are_no_thesis(features: set[str], format_: str) -> None:
    weights = {"thesis": {"a": 4.0}, "course": {"a": 1.0}, "report": {}}
    assert find_kind(features, format_, weights).value == "course"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Officine vicine. Relazione annuale del laboratorio di falegnameria", "report"),
        ("Shade for all: policy brief", "report"),
        ("Bilancio sociale 2022", "report"),
        ("Wells of the valley. Final report to the donors", "report"),
        ("Leggere una mappa. Esercitazioni", "course"),
        ("Asking well. Guide and exercises", "course"),
        ("Lecture notes on statistics", "course"),
        ("Case in comune – Tesi di laurea magistrale", "thesis"),
    ],
)
def test_a_kind_that_the_title_names_outweighs_the_rest(title: str, kind: str) -> None:
    weights = {"thesis": {}, "course": {}, "report": {}, "report" if kind == "course" else "course": {"always": 5.0}}
    found = kind_features(*_empty(), title)
    assert find_kind(found, "pdf", weights).value == kind
    assert find_kind({*found, "slides"}, "pdf", weights).value == (kind if kind != "thesis" else "course")


@pytest.mark.parametrize(
    "title",
    [
        "Relazione tra reddito e salute", "Lezioni dalla pandemia", "Bilancio sociale e fiducia: il caso delle cooperative",
        "Appunti per una storia dei cortili", "Health effects of physical exercise", "Il rapporto tra scuola e quartiere",
        "Textual analysis of annual reports", "Dispense alimentari di quartiere", "Helping children with homework",
        "Final report: lecture notes",
    ],
)  # fmt: skip
def test_words_of_a_topic_name_no_kind(title: str) -> None:
    weights = {"thesis": {"always": 1.0}, "course": {}, "report": {}}
    assert find_kind(kind_features(*_empty(), title), "pdf", weights).value == "thesis"


def _empty() -> tuple[FrontPages, Cover, list[tuple[RawPage, str]]]:
    document = parsed(sheet(("", 12)))
    front = front_pages(document, with_texts(document))
    return front, read_cover(front), with_texts(document)


def test_another_kind_is_told_only_where_it_is_likely() -> None:
    weights = {"thesis": {"a": 1.0}, "course": {}, "report": {}, "other": {"a": 1.5, "b": 4.0}}
    assert (find_kind({"a"}, "pdf", weights).value, find_kind({"b"}, "pdf", weights).value) == ("thesis", "other")


def test_wide_pages_full_of_text_are_no_slides() -> None:
    text = tuple(("Un lungo testo sui pozzi della valle e sulla loro storia, riga dopo riga", 9.0) for _ in range(20))
    assert "slides" not in features(*text, pages=30, wide=True)
    assert "slides" in features(*text, pages=10, wide=True) and "slides" in features(*text[:3], pages=30, wide=True)

"""Abstracts are found under their headings, in both languages, and nothing else is taken for one."""

import pytest

from ingest.metadata.abstracts import find_abstracts
from ingest.readers.records import RawPage

ITALIAN = "La tesi studia il modello di accoglienza abitativa nel quartiere e i suoi effetti sugli abitanti. "
ENGLISH = "This thesis studies how the people of the district live together and what it changes for them. "


def found(*texts: str) -> list[str]:
    return find_abstracts([(RawPage(number, ()), text) for number, text in enumerate(texts, 1)])


def test_abstracts_of_both_languages_are_found_and_cut_at_a_sentence() -> None:
    first, second = found(f"Sommario\n{ITALIAN * 40}", f"Abstract\n{ENGLISH * 4}")
    assert first.endswith("abitanti.") and 2900 < len(first) <= 3000
    assert second == (ENGLISH * 4).strip()


@pytest.mark.parametrize(
    "heading", ["Abstract: ", "ABSTRACT — ", "Abstract in italiano\n", "1 Executive summary\n", "Riassunto. "]
)
def test_a_heading_may_stand_on_the_line_of_its_text(heading: str) -> None:
    assert found(f"{heading}{ITALIAN * 4}") == [(ITALIAN * 4).strip()]


def test_two_abstracts_of_a_page_are_told_apart_and_end_where_something_else_begins() -> None:
    page = f"Riassunto\n{ITALIAN * 4}\nParole chiave: alloggi, quartiere\nAbstract\n{ENGLISH * 4}\nRingraziamenti\nGrazie a tutti."
    assert found(page) == [(ITALIAN * 4).strip(), (ENGLISH * 4).strip()]


def test_an_abstract_goes_on_over_the_page_where_its_sentence_does() -> None:
    half = ENGLISH.index("live")
    assert found(f"Abstract\n{ENGLISH * 3}{ENGLISH[:half]}\n\nIII", f"{ENGLISH[half:]}\niv\n1 Introduction\nNo.") == [
        (ENGLISH * 4).strip()
    ]
    contents = "".join(f"Section {n} {n * 7}\n" for n in range(1, 9))
    assert found(f"Abstract\n{ENGLISH * 4}:)", contents) == [f"{ENGLISH * 4}:)"]
    assert found(f"Abstract\n{ENGLISH * 4}", ITALIAN) == [(ENGLISH * 4).strip()]


@pytest.mark.parametrize(
    "text",
    [
        "Sommario\nUno … 1\nDue … 2\nTre … 3\nQuattro … 4\n" + "x" * 300,
        "Sommario\n" + "".join(f"{n}. Il capitolo che parla di questo {n * 7}\n" for n in range(1, 12)),
        "Sommario\n" + "".join(f"Il capitolo {n} … {n * 7}\n" for n in range(1, 12)) + f"x\f{ITALIAN * 9}",
        "Summary\n" + "".join(f"Point {n}\nShort.\n" for n in range(40)),
        "Uno\n" * 10 + f"Summary\n{ENGLISH * 4}",  # of a chapter
        f"Abstract\n{ENGLISH}",
        f"Abstract art in the district\n{ENGLISH * 4}",
    ],
)
def test_lists_of_contents_and_other_texts_are_no_abstracts(text: str) -> None:
    assert found(*text.split("\f")) == []

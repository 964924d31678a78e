"""The part of a passage that shows the match."""

import pytest

from kb.search.query_analysis import analyse
from kb.search.snippets import LENGTH, excerpt, matching_words, snippet


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("autocostruzione", "Un cantiere di auto-costruzione e costruzione.", ["auto-costruzione"]),
        ("costruzione", "Un cantiere di auto-costruzione.", ["costruzione"]),
        ("una casa solare", "Di solito la casa è un caso solare: le case, i casi.", ["casa", "solare", "case"]),
        ("14300 CFU", "In tutto 14.300 C.F.U., non 300.", ["14.300", "C.F.U."]),
        ("il reparto IT", "Il reparto IT: it works.", ["reparto", "IT"]),
        ("cani", "You can walk dogs: «il cane, i cani».", ["cane", "cani"]),
        ("citta\u0300", "La citta\u0300 e la città.", ["citta\u0300", "città"]),
    ],
)
def test_marks_stand_on_every_spelling(query: str, text: str, marked: list[str]) -> None:
    assert [text[a:b] for a, b in matching_words(text, analyse(query).words)] == marked


@pytest.mark.parametrize(
    ("query", "translation", "text", "marked"),
    [
        ("doposcuola", ["after school"], "Schools. What pupils do after school, or after-school.", ["after", "school", "after", "school"]),
        ("doposcuola", ["after school", "afterschool"], "Schools: afterschool clubs, after-school clubs.", ["afterschool", "after-school"]),
        ("doposcuola", ["after school", "school"], "Schools.", ["Schools"]),
    ],
)  # fmt: skip
def test_a_part_of_a_translation_is_marked_only_where_that_stands_whole(
    query: str, translation: list[str], text: str, marked: list[str]
) -> None:
    words = analyse(query, lambda found, _: [[(one, 0.8) for one in translation] for _ in found], language="it").words
    assert [text[a:b] for a, b in matching_words(text, words)] == marked


def test_snippets_show_the_match() -> None:
    text = "parola " * 100 + "accoglienza " + "altra " * 100
    words = analyse("accoglienza").words
    shown = snippet(text, words)
    assert "accoglienza" in shown and len(shown) <= LENGTH + 4
    assert [text[a:b] for a, b in matching_words(text, words)] == ["accoglienza"]


@pytest.mark.parametrize(
    ("text", "heading", "shown"),
    [
        ("3.2 Gli alloggi\nSono ventisette.", "3 Il modello › 3.2 Gli alloggi", "Sono ventisette."),
        ("3 Il modello\n\n3.2 Gli alloggi\nSono ventisette.", "3 Il modello › 3.2 Gli alloggi", "Sono ventisette."),
        ("Sono ventisette.\nGli alloggi", "Gli alloggi", "Sono ventisette.\nGli alloggi"),
        ("Gli alloggi", "Gli alloggi", "Gli alloggi"),
        ("Gli alloggi\nSono ventisette.", "", "Gli alloggi\nSono ventisette."),
        ("dell’aria e i sintomi sono legati. Altro.", "", "… dell’aria e i sintomi sono legati. Altro."),
        ("name: Ada | year: 2020", "", "name: Ada | year: 2020"),
        ("organization_name: FG is a tool.", "", "organization_name: FG is a tool."),
        ("print(x) is a call.", "", "print(x) is a call."),
    ],
)
def test_a_snippet_begins_below_its_heading(text: str, heading: str, shown: str) -> None:
    assert snippet(text, (), heading) == shown


def test_an_excerpt_begins_with_its_sentence() -> None:
    first, second, third = "A" * 150 + ".", "B" * 150 + ".", "C" * 40 + "."
    text = f"{first} {second} {third}"
    at = text.index(second)
    assert excerpt(text, at, at + len(second)) == f"… {second} {third}"
    assert excerpt(text, 0, len(first)) == f"{first} …"
    at = text.index(third)
    assert excerpt(text, at, at + len(third)) == f"… {second} {third}", "a short one stands with what is before it"
    words = "word " * 100
    assert len(excerpt(words, 0, len(words))) <= LENGTH + 2 and excerpt(words, 0, len(words)).endswith("word …")

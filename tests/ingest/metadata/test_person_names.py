"""The normal form of people's names."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.metadata.name_order import family_names, given_names
from ingest.metadata.person_names import (
    NAME_BREAK,
    capitalised,
    everyday_words,
    is_name,
    is_person,
    name_evidence,
    names_of,
    plain_name,
    printed_order,
    unmarked,
)
from kb.text.normalise import fold


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Prof.ssa Maria Rossi", "Maria Rossi"),
        ("Chiar.mo Prof. GIOVANNI DE LUCA", "Giovanni De Luca"),
        ("Ch.mo Prof. Giovanni De Luca", "Giovanni De Luca"),
        ("dipl. ing. Werner Neri", "Werner Neri"),
        ("Ill.ma Prof.ssa Ada Rossi", "Ada Rossi"),
        ("Ing. Luca Bianchi, matr. 123456", "Luca Bianchi"),
        ("Dr. Anna Verdi", "Anna Verdi"),
        ("Ch.mo Prof. Ivo Neri", "Ivo Neri"),
        ("Associate Prof. Zoe Alberi", "Zoe Alberi"),
        ("Assistant Zoe Alberi", "Zoe Alberi"),
        ("Tradotto da Ivo Neri", "Ivo Neri"),
        ("Edited by Ivo Neri", "Ivo Neri"),
        ("di Ivo Neri", "Ivo Neri"),
        ("de Ivo Neri", "Ivo Neri"),
        ("Signed Ivo Neri", "Ivo Neri"),
        ("Ivo Neri, Chair", "Ivo Neri"),
        ("Ivo di Lello", "Ivo di Lello"),
    ],
)
def test_names_lose_titles_and_numbers(written: str, name: str) -> None:
    assert plain_name(written) == name and is_name(name)


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("Prof.ssa ROSSI Maria (matr. 123456)", "Maria Rossi"),
        ("Rossi Anna Maria", "Anna Maria Rossi"),
        ("DE LUCA Anna", "Anna De Luca"),
        ("De Luca Anna Maria", "Anna Maria De Luca"),
        ("Gaetano Alessandro VIVALDI", "Gaetano Alessandro Vivaldi"),
        ("Dr. Diego S. INTRIGLIOLO", "Diego S. Intrigliolo"),
        ("Francesco Marco", "Francesco Marco"),
        ("MARIA ROSSI", "Maria Rossi"),
    ],
)
def test_names_get_one_form(printed: str, plain: str) -> None:
    assert plain_name(printed) == plain


def test_names_of_one_document_are_printed_in_one_order() -> None:
    lines = ["Relatore: Prof. ROSSI Maria", "Zorvan Quell (matr. 123456), Alberini Simone"]
    assert printed_order(lines) == "family" and printed_order(["Corso di Laurea", "Zorvan Quell"]) == ""
    assert names_of(lines[1], printed_order(lines)) == ["Quell Zorvan", "Simone Alberini"]
    assert names_of(lines[1]) == ["Zorvan Quell", "Simone Alberini"]


def test_what_is_and_is_not_a_name() -> None:
    assert is_name("Ben Ackerman") and is_name("Nicola della Volpe")
    assert not is_name("di Torino") and not is_name("Politecnico di Milano")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Maria Rossi", True), ("Maria", False), ("maria rossi", False), ("Maria Rossi 2", False), ("Jean-Luc O’Neill", True),
        ("Anna van der Berg", True), ("Corso Italia", False), ("Master Thesis", False), ("A B C D E F G", False), ("", False),
    ],
)  # fmt: skip
def test_names_by_their_form(text: str, expected: bool) -> None:
    assert is_name(text) is expected


PARTS = st.lists(st.sampled_from("Maria ROSSI Rossi DE LUCA Anna Ugo Neri O’Neill".split()), min_size=2, max_size=4)


@given(
    PARTS, st.sampled_from(["", "Prof. ", "Dott.ssa ", "Ing. "]), st.sampled_from(["", " (matr. 123456)", ", 998877"])
)
def test_titles_and_numbers_never_change_the_name(parts: list[str], title: str, number: str) -> None:
    name = " ".join(parts)
    assert plain_name(f"{title}{name}{number}") == plain_name(name)
    assert sorted(fold(plain_name(name)).split()) == sorted(fold(name).split()), "no word of the name is lost"


@pytest.mark.parametrize(
    "name",
    [
        "Maria Rossi",
        "Angelo Di Santi",
        "Nicola della Volpe",
        "Rusu Florin Andrei",
        "Anna-Maria Ferrari",
        "Jean-Luc Moreau",
        "Mehmet Yilmaz",
        "Katarzyna Nowak",
        "Grace O’Neill",
        "Maria R. Bianchi",
        "Ben Ackerman",
    ],
)
def test_people_are_people_wherever_they_stand(name: str) -> None:
    assert is_person(name) and is_person(name, announced=True)


@pytest.mark.parametrize(
    "text",
    [
        "Secondo Semestre",
        "Key Findings",
        "Hello World",
        "Executive Director",
        "Start End",
        "Manage Successful",
        "Primo Capitolo",
        "Capitolo Primo",
        "La CO",
        "Di Santi",
        "Machine Learning",
        "Milano Aperto",
        "Research University",
        "Number Of User",
        "Stato Dell’Arte",
        "Table Of Contents",
        "Anna Bianchi’s",
        "Anna Bianchi's",
    ],
)
def test_headings_and_bodies_are_no_people(text: str) -> None:
    assert not is_person(text)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Zorvan Quellimberg", True),  # no list has it
        ("Sjur Løne Nilsen", True),
        ("P. Bocciardi", True),
        ("Ida Blu", True),
        ("Benny Lo", True),
        ("Francesco Corso", True),
        ("Hello World", False),
        ("Sand Beach", False),  # family names that are words, and no given name
        ("Federal Register", False),
        ("Secondo Semestre", False),
        ("North Macedonia", False),
        ("Costa d’Avorio", False),
        ("Causale Ld", False),
        ("Associazione Zorvan Odv", False),
        ("Mark Brown", True),
        ("Rosa Bianchi", True),
        ("Wei Ng", True),
        ("Executive Director", False),
        ("Corso Italia", False),
        ("La CO", False),
        ("Ada 2", False),
        ("A. B.", False),
        ("A" * 40 + "a " + "B" * 40 + "b", False),
    ],
)
def test_after_a_role_the_form_of_a_name_suffices(name: str, expected: bool) -> None:
    assert is_person(name, announced=True, alone=True) is expected


@pytest.mark.parametrize(
    ("text", "after", "evidence"),
    [
        ("Maria Rossi", 0, "name"),
        ("Relatore: Prof. Ugo Neri", 8, "name"),
        ("Maria Rossi, Ugo Neri", 0, "name"),
        ("Maria Rossi1,2 Ugo Neri3", 0, "name"),
        ("J. R. R. Colle", 0, "name"),
        ("A.B. Colle (www.pozzi.example)", 0, "name"),
        ("Thomas ten Zorvan", 0, "name"),
        ("Zorvan Quellimberg", 0, "maybe name"),
        ("Key Findings", 0, "maybe name"),
        ("Acqua e città", 0, ""),
        ("", 0, ""),
    ],
)
def test_how_much_a_line_looks_like_names(text: str, after: int, evidence: str) -> None:
    assert name_evidence(text, after) == evidence


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Prof.ssaStefania Neri", "Stefania Neri"),  # a text layer without spaces
        ("Prof. [Giovanni Neri]", "Giovanni Neri"),
        ("Dr. Ir. Monica Pena", "Monica Pena"),
        ("Engr. Asar Ahmed", "Asar Ahmed"),
        ("Salvatore Greco matr. 1053509", "Salvatore Greco"),
        ("Ugo Neri – Pozzi S.r.l.", "Ugo Neri"),
    ],
)
def test_what_stands_around_a_name_on_covers_is_taken_away(written: str, name: str) -> None:
    assert plain_name(written) == name


def test_the_lists_are_folded_and_apart() -> None:
    assert {"maria", "ugo"} <= given_names() and {"rossi", "neri"} <= family_names()
    assert {"semestre", "findings"} <= everyday_words()
    assert not everyday_words() & (given_names() | family_names())
    assert all(word == fold(word) for word in given_names() | family_names() | everyday_words())


@pytest.mark.parametrize(
    "text",
    [
        "Cleo Collaboration",
        "Stanford Univ",
        "First Name Surname",
        "A. Author",
        "Nome Cognome",
        "Ada Author",
        "Società Botanica",
        "Sonja K",
        "Verfasst von",
        "Proof Trees in Colour",
    ],
)
def test_groups_abbreviations_and_blanks_of_a_form_are_no_people(text: str) -> None:
    assert not is_person(text) and not is_person(text, announced=True)


@pytest.mark.parametrize("city", ["Los Angeles", "Buenos Aires", "SAN DIEGO"])
def test_large_cities_are_no_people(city: str) -> None:
    assert not is_person(plain_name(city), announced=True)


def test_an_announced_name_of_unlisted_words_must_stand_alone() -> None:
    assert not is_person("Telecomunicacion Etsi", announced=True)
    assert is_person("Niavir Ostrekko", announced=True, alone=True) and not is_person("Niavir Ostrekko", announced=True)
    assert is_person("W. Ostrekko", announced=True), "an initial"
    assert not is_person("Key Findings", announced=True, alone=True)
    assert not is_person("P.O. Box", announced=True, alone=True)
    assert plain_name("G.K.M. Tobin") == "G.K.M. Tobin", "initials stay in front"


def test_half_a_hyphenated_word_is_no_given_name() -> None:
    assert not is_person("Ens Paris-Saclay") and is_person("Jean-Pierre Rossi")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ada Rossi1,∗, Ugo Neri2 and Marta Galli,1", "Ada Rossi, Ugo Neri and Marta Galli"),
        ("Ada Rossi <ada@mail.example>", "Ada Rossi"),
        ("Ugo Neri, PhD – neri@mail.example", "Ugo Neri, PhD"),
        ("Ada Rossi † e Ugo Neri ‡", "Ada Rossi e Ugo Neri"),
        ("Ugo Neri e Ada Rossi", "Ugo Neri e Ada Rossi"),
        ("Ada Rossi (retired)", "Ada Rossi"),
        ("Ada “adros” Rossi", "Ada Rossi"),
        ("Ada Rossi s123456", "Ada Rossi"),
        ("Ada Rossi matr. 123456", "Ada Rossi"),
        ("Ada Rossi and Ugo Neri 1", "Ada Rossi and Ugo Neri"),
        ("1 Ada Rossi", "Ada Rossi"),
    ],
)
def test_marks_and_addresses_are_no_part_of_names(text: str, wanted: str) -> None:
    assert unmarked(text).strip() == wanted
    assert name_evidence(text) == "name"


def test_a_hyphened_given_name_needs_a_listed_family_name_where_it_stands_alone() -> None:
    assert is_person("Pin-Yen Huang", announced=True, alone=True)
    assert not is_person("Pin-Yen Huang", announced=True) and not is_person(
        "Self-Study Guide", announced=True, alone=True
    )


@pytest.mark.parametrize("text", ["Valley Press", "Universidad Nova", "Faculdade Nova", "Nova Republik", "Ivo Journal"])
def test_publishers_bodies_and_states_are_no_people(text: str) -> None:
    assert not is_person(text, announced=True, alone=True)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("KC Bortolin", True),  # initials without full stops
        ("Ajith Kumar B.P", True),
        ("Thomas ten Cate", True),
        ("TX Systems", False),
        ("My Favorite Quote", False),
        ("Elenco Delle Modifiche", False),
        ("Elena Degli Esposti", True),
        ("Doctor Scientiae", False),
        ("Berner Fachhochschule", False),
    ],
)
def test_initials_without_stops_and_particles_within_names(name: str, expected: bool) -> None:
    assert is_person(plain_name(name), announced=True, alone=True) is expected


def test_names_in_capitals_are_parted_at_words_in_capitals() -> None:
    assert NAME_BREAK.split("ADA ROSSI AND UGO NERI") == ["ADA ROSSI", "UGO NERI"]
    assert plain_name("KC Border") == "KC Border"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Łukasz Šimić, Žiga Đorđević", ["Łukasz Šimić", "Žiga Đorđević"]),
        ("Dr. Josip Kotlarevic´", ["Josip Kotlarevic"]),
        ("di Elettra Morganti", ["Elettra Morganti"]),
        ("Karl Rossi, editor", ["Karl Rossi"]),
        ("Ada Rossi∗and Ugo Neri", ["Ada Rossi", "Ugo Neri"]),
    ],
)
def test_names_of_other_alphabets_and_with_marks_set_close(text: str, names: list[str]) -> None:
    assert names_of(text) == names and all(map(is_name, names))


def test_a_name_in_small_letters_gets_capitals() -> None:
    assert capitalised("ada rossi") == "Ada Rossi"
    assert [capitalised(text) for text in ("ada", "i pozzi", "ada di acqua e pozzi")] == [
        "ada",
        "i pozzi",
        "ada di acqua e pozzi",
    ]


@pytest.mark.parametrize("text", ["[", "a", "..", "é ", "1,"])
def test_a_line_without_end_takes_no_time_for_names(text: str) -> None:
    started = time.process_time()
    assert names_of(text * 50_000) is not None and not is_name(plain_name(text * 50_000))
    names_of("a" * 5000)
    assert time.process_time() - started < 2

"""Constraints in a question, and sentences that contradict them. All places and facts are made up."""

import pytest

from kb.questions.constraints import constraints_in, contradiction, located_in, meets, years_in

KNOWN = ("Savona", "Imperia", "Padova")


def places_in(text: str) -> list[str]:
    return [place for place in KNOWN if place in text]


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("Quanti alloggi furono recuperati nel 2018?", {"2018"}),
        ("How many trees were planted in May 2020?", {"2020"}),
        ("Quanti alloggi ha Savona 2019?", {"2019"}),
        ("What does Agenda 2030 ask for?", set()),
        ("How many schools have opened since 2010?", set()),
        ("Quanto costano 2000 litri?", set()),
    ],
)
def test_the_years_that_a_question_asks_about(question: str, years: set[str]) -> None:
    assert constraints_in(question, places_in).years == years


def test_words_that_begin_like_a_unit_are_none() -> None:
    for text in (
        "In 2015 children came",
        "nel 2015 gradualmente",
        "In 2015 metropolitan areas grew",
        "nel 2015 europei e africani",
    ):
        assert years_in(text) == {"2015"}, text
    assert not any(years_in(f"It used 2015 {unit}") for unit in ("kWh", "km²", "euro", "litri", "metres", "°", "chili"))


def test_years_of_ranges_are_all_named() -> None:
    assert years_in("tra il 2016-2018 e nell'anno 2020/21") == {"2016", "2017", "2018", "2020", "2021"}


CASES = [
    (
        "Quanto ha pagato il Comune di Savona per i banchi?",
        "La Regione Liguria ha pagato 300 euro per i banchi.",
        ("name", "Comune di Savona", "Regione Liguria"),
    ),
    ("Quanto ha pagato il Comune di Savona per i banchi?", "Il Comune di Savona ha pagato 300 euro.", None),
    ("Quali scuole non hanno chiuso?", "La scuola media ha chiuso a maggio.", ("negation", "", "chiuso")),
    ("Quali scuole non hanno chiuso?", "La scuola elementare è rimasta aperta, nessuna ha chiuso.", None),
    ("Quali scuole aprono quando il Comune non ha chiuso le strade?", "La scuola media ha chiuso.", None),
    ("Quante scuole non hanno chiuso?", "Tre scuole hanno chiuso a maggio.", None),
    (
        "Qual è l'unica scuola aperta?",
        "Sono aperte la Nievo, la Pascoli e la Verga.",
        ("only", "", "Nievo, la Pascoli e "),
    ),
    ("Qual è l'unica scuola aperta?", "È aperta la scuola Nievo.", None),
    (
        "How many boats are needed for 3,000 patients?",
        "For 50,000 patients 274 boats are needed.",
        ("quantity", "3000 patients", "50000 patients"),
    ),
    ("How many boats are needed for 3,000 patients?", "Per 3.000 patients servono 12 barche.", None),
    (
        "Quanti alloggi furono recuperati nel 2018?",
        "Nel 2019 gli alloggi recuperati furono 30.",
        ("year", "2018", "2019"),
    ),
    ("Quanti alloggi furono recuperati nel 2018?", "Tra il 2017-2019 furono 30.", None),
    ("Quanti alloggi furono recuperati nel 2018?", "Gli alloggi recuperati furono 30.", None),
    ("Quanti alloggi ha Imperia?", "A Savona gli alloggi sono 30.", ("place", "Imperia", "Savona")),
    (
        "Quanti alloggi ha il quartiere a Rocca Viva?",
        "A Porto Nuovo ci sono 30 alloggi a Porto Vecchio.",
        ("place", "Rocca Viva", "Porto Vecchio"),
    ),
    ("Quanto dura il progetto Girandola?", "Il progetto Aquilone dura due anni.", ("name", "Girandola", "Aquilone")),
    (
        "How far does a pump of 10 kW carry water?",
        "A pump of 5 kW carries it for a mile.",
        ("quantity", "10 kw", "5 kw"),
    ),
    (
        "Quale progetto ha ricevuto fondi europei?",
        "Il progetto Aquilone non ha ricevuto fondi.",
        ("negation", "", "non"),
    ),
    ("Quale progetto non ha ricevuto fondi europei?", "Il progetto Aquilone non ha ricevuto fondi.", None),
    ("Did the project receive European funds?", "The project did not receive European funds.", None),
    ("Which school was the first to close?", "The last school to close was in the valley.", ("rank", "first", "last")),
    ("Qual è il quartiere con il costo più alto?", "Il costo meno alto è al porto.", ("rank", "più alto", "meno alto")),
]


@pytest.mark.parametrize(("question", "sentence", "expected"), CASES)
def test_a_sentence_that_says_otherwise(question: str, sentence: str, expected: tuple[str, str, str] | None) -> None:
    constraints = constraints_in(question, places_in, question.rstrip("?").split())
    found = contradiction(constraints, sentence, sentence, places_in)
    assert (found and (found.kind, found.asked, found.found)) == expected


def test_what_stands_around_a_sentence_need_not_be_repeated() -> None:
    constraints = constraints_in("Quanti alloggi ha Imperia nel 2018?", places_in)
    around = "Rapporto di Imperia, 2018. Come a Savona gli alloggi sono 30."
    assert contradiction(constraints, "Come a Savona gli alloggi sono 30.", around, places_in) is None
    text = "Come a Savona gli alloggi sono 30."
    assert meets(constraints, text, around, places_in) and not meets(
        constraints, text, "Rapporto di Imperia", places_in
    )


def test_a_rank_holds_in_the_sentence_and_a_quantity_around_it() -> None:
    constraints = constraints_in("Which was the cheapest pump of 10 kW?", places_in)
    assert meets(constraints, "The cheapest lasted a year.", "Pumps of 10 kW. The cheapest lasted a year.", places_in)
    assert not meets(constraints, "It lasted a year.", "Pumps of 10 kW. It lasted a year.", places_in)
    assert not meets(constraints, "The cheapest lasted a year.", "Pumps of 5 kW.", places_in)


def test_a_place_in_a_name_is_no_place_asked_about() -> None:
    constraints = constraints_in("What did the University of Padova measure at Savona?", lambda text: places_in(text))
    assert constraints.where == ("Savona",)
    assert constraints_in("Ciao?", places_in).is_empty


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Gli alloggi recuperati a Imperia sono dieci.", ["Imperia"]),
        ("The wells near Lake Ziway are deep.", ["Lake Ziway"]),
        ("Costs are shown in Figure 4.2 and in Appendix B.", []),
        ("L'esposizione a NO2 e a PM10; in LED.", []),
        ("It ended in May, in Italian.", []),
        ("A sensor in a Bluetooth band, translated in Swahili at Christmas.", []),
    ],
)
def test_names_behind_a_preposition_of_place(text: str, names: list[str]) -> None:
    assert located_in(text) == names


def test_a_month_or_a_language_is_no_place() -> None:
    for question in ("How far did it fall in July?", "How many came in October?", "Was it written in Italian?"):
        assert constraints_in(question, lambda _: []).places == ()
    assert constraints_in("How many live in Tarvisio?", lambda _: []).places == ("Tarvisio",)


def test_a_country_is_the_same_in_both_languages() -> None:
    constraints = constraints_in("Quanti pozzi ci sono in Nuova Zelanda?", lambda _: [])
    assert (
        contradiction(constraints, "Wells were dug in New Zealand.", "Wells were dug in New Zealand.", lambda _: [])
        is None
    )
    other = contradiction(
        constraints, "Wells were dug in South Africa.", "Wells were dug in South Africa.", lambda _: []
    )
    assert other is not None and other.kind == "place"

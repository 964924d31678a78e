"""Entity resolution: the names that mean one person or organisation."""

from random import Random

import pytest

from kb.people.names import department_topic, departments, family_and_given, organisations, people
from kb.settings import DEFAULT_LISTS
from kb.subjects.aliases import load_aliases
from kb.text.normalise import WORD, fold, name_key


def names(found: list) -> dict[str, tuple[str, ...]]:  # type: ignore[type-arg]
    return {identity.name: identity.written for identity in found}


def test_people_are_merged_when_only_one_fits() -> None:
    counts = {"Maria Rossi": 3, "ROSSI Maria": 1, "M. Rossi": 2, "Ugo Neri": 1, "U. Bianchi": 1}
    assert names(people(counts, {})) == {
        "Maria Rossi": ("M. Rossi", "Maria Rossi", "ROSSI Maria"), "Ugo Neri": ("Ugo Neri",), "U. Bianchi": ("U. Bianchi",),
    }  # fmt: skip
    two = people({**counts, "Marco Rossi": 1}, {})
    assert "M. Rossi" in names(two), "who of the two is meant can't be told"
    assert {i.confidence for i in people(counts, {}) if len(i.written) > 1} == {0.8}


def test_curators_have_the_last_word_on_names() -> None:
    counts = {"Maria Rossi": 3, "M. Rossi": 2, "Maria Rossi-Bo": 1}
    assert "M. Rossi" in names(people(counts, {"M. Rossi": ("apart", "")}))
    joined = names(people(counts, {"Maria Rossi-Bo": ("same", "Maria Rossi")}))
    assert joined["Maria Rossi"] == ("M. Rossi", "Maria Rossi", "Maria Rossi-Bo")


def test_organisations_are_one_in_both_languages_and_without_remarks() -> None:
    aliases = load_aliases(DEFAULT_LISTS / "organisations.csv")
    counts = {"Comune di Milano": 2, "Municipality of Milan (office)": 1, "Coop. La Soglia ONLUS": 1, "La Soglia": 1, "Municipio 6": 1,
              "Municipio 8": 1}  # fmt: skip
    found = names(organisations(counts, aliases, {}))
    assert found["Comune di Milano"] == ("Comune di Milano", "Municipality of Milan (office)")
    assert found["La Soglia"] == ("Coop. La Soglia ONLUS", "La Soglia")
    assert "Municipio 6" in found and "Municipio 8" in found
    split = names(organisations(counts, aliases, {"La Soglia": ("apart", "")}))
    assert split["La Soglia"] == ("La Soglia",)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Maria Rossi", ("Rossi", "Maria")),
        ("Angelo Di Santi", ("Di Santi", "Angelo")),
        ("Anna Maria De Luca", ("De Luca", "Anna Maria")),
        ("Nicola della Volpe", ("della Volpe", "Nicola")),
        ("Jan van der Berg", ("van der Berg", "Jan")),
        ("Carlo Alberto dalla Chiesa", ("dalla Chiesa", "Carlo Alberto")),
        ("Maria Grazia Lo Monaco", ("Lo Monaco", "Maria Grazia")),
        ("Gianni Li Calzi", ("Li Calzi", "Gianni")),
        ("Luca Dell'Acqua", ("Dell'Acqua", "Luca")),
        ("Paola Degli Esposti", ("Degli Esposti", "Paola")),
        ("M. Rossi", ("Rossi", "M.")),
        ("Diego S. Intrigliolo", ("Intrigliolo", "Diego S.")),
        ("Platone", ("Platone", "")),
        ("Maria (Mimi) Rossi", ("Maria (Mimi) Rossi", "")),
    ],
)
def test_a_name_is_split_before_the_particles_of_the_family(name: str, parts: tuple[str, str]) -> None:
    assert family_and_given(name) == parts


def test_initials_join_the_names_that_a_comparison_with_each_would_find() -> None:
    def fits(short: str, full: str) -> bool:
        a, b = WORD.findall(fold(short)), WORD.findall(fold(full))
        return len(a) == len(b) and a[-1] == b[-1] and all(y.startswith(x) for x, y in zip(a, b, strict=True))

    random = Random(7)
    given, family = ["Maria", "Marta", "Ugo", "Jean-Luc", "Àda", "M.", "U.", "J.-L.", "Ma", "A.", "G. M."], ["Rossi", "Neri", "De Luca", "Núñez", "B."]  # fmt: skip
    for _ in range(30):
        counts = {f"{random.choice(given)} {random.choice(family)}": 1 for _ in range(random.randrange(1, 25))}
        full = [name for name in counts if all(len(word) > 1 for word in WORD.findall(name))]
        joined = {written: {name_key(other) for other in identity.written} for identity in people(counts, {}) for written in identity.written}  # fmt: skip
        for name in counts.keys() - set(full):
            fitting = {name_key(other) for other in full if fits(name, other)}
            assert fitting <= joined[name] if len(fitting) == 1 else not fitting & joined[name], (name, counts)


def test_departments_are_one_whichever_way_they_are_written() -> None:
    written = (
        "Dip. di Filosofia", "Department of Filosofia", "Dipartimento di Filosofia, Università di Sorso",
        "Dipartimento di Acque e Suoli (DAcS)", "Department of Water and Soil - DACS", "Department of Water and Soil", "DAcS",
        "Department of Water, Air and Soil", "Dipartimento dell'Energia", "Department of Energy",
    )  # fmt: skip
    aliases = {"dipartimento di energia": "Energy", "department of energy": "Energy"}
    assert names(departments(dict.fromkeys(written, 1), aliases)) == {
        "Department of Filosofia": ("Department of Filosofia", "Dip. di Filosofia", "Dipartimento di Filosofia, Università di Sorso"),
        "Department of Water and Soil": ("DAcS", "Department of Water and Soil", "Department of Water and Soil - DACS", "Dipartimento di Acque e Suoli (DAcS)"),
        "Department of Water, Air and Soil": ("Department of Water, Air and Soil",),
        "Energy": ("Department of Energy", "Dipartimento dell'Energia"),
    }  # fmt: skip
    assert department_topic("Dipartimento di Acque e Suoli (DAcS)") == "Acque e Suoli"
    assert department_topic("Dipartimento") == "Dipartimento"

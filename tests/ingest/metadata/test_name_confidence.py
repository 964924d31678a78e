"""The probability that a name is one."""

import pytest

from ingest.cover.read import NO_SUBTITLE, NO_TITLE, Cover, Part
from ingest.metadata.name_confidence import (
    likelihood,
    name_weights,
    organisation_likelihood,
    people_with_likelihood,
)
from ingest.metadata.name_features import Surroundings, person_features
from kb.identifiers import SURE_NAME
from kb.model import Field, Named

WEIGHTS = {"person": {"always": 0.0, "first given": 2.0, "everyday 2": -9.0}, "organisation": {"generic": -2.0}}
AROUND = Surroundings(("Tesi di Ada Rossi. The key findings are key; findings matter.",), "Acqua e pane", "")


@pytest.mark.parametrize(
    ("features", "probability"),
    [
        (("always",), 0.5),
        (("always", "first given"), 0.88),
        (("everyday 2",), 0.01),
        (("first given",) * 9, 0.99),
        ((), 0.5),
    ],
)
def test_weights_add_up_and_nothing_is_certain(features: tuple[str, ...], probability: float) -> None:
    assert likelihood("person", features, WEIGHTS) == probability


def test_the_programs_own_weights_tell_names_from_headings() -> None:
    def probability(name: str, role: str, *, announced: bool) -> float:
        return likelihood("person", person_features(name, Part(role, name, 0.97, announced=announced), AROUND))

    assert probability("Ada Rossi", "author", announced=True) >= SURE_NAME["person"]
    assert probability("Ugo Bianchi", "supervisor", announced=True) >= SURE_NAME["person"]
    assert {"person", "organisation"} == set(name_weights())


def test_an_organisation_is_likelier_with_its_whole_name() -> None:
    whole, cut = (
        organisation_likelihood(Named(name, "university"), AROUND)
        for name in ("Università di Pavia", "Ministero dell’istruzione")
    )
    assert whole >= SURE_NAME["organisation"] and whole > cut


@pytest.mark.parametrize(
    ("name", "announced", "is_shown"),
    [("Zorvan Mahsi Quellim", True, True), ("Zorvan Mahsi Quellim", False, False)],
)
def test_a_name_in_no_list_is_shown_if_a_form_states_whose_it_is(name: str, announced: bool, is_shown: bool) -> None:
    cover = Cover(NO_TITLE, NO_SUBTITLE, (Part("author", name, 0.9, announced=announced),))
    (field,) = people_with_likelihood([Field("author", name, "front page", 0.9)], cover, AROUND)
    assert (field.confidence >= SURE_NAME["person"]) is is_shown

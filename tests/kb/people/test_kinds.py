"""Kinds of organisations by their names and roles. The names are made up."""

import pytest

from kb.people.kinds import organisation_kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Università degli Studi di Valfiorita", "university"),
        ("Fondazione Università di Valfiorita", "non-profit"),
        ("Comune di Valfiorita", "municipality"),
        ("Valfiorita City Council", "municipality"),
        ("Cooperativa sociale La Vela", "non-profit"),
        ("River Foundation", "non-profit"),
        ("Istituto comprensivo Ada Rossi", "school"),
        ("Pozzi S.r.l.", "company"),
        ("Ministero dell'Acqua", "funder"),
        ("La Vela", ""),
        ("Comunella", ""),
    ],
)
def test_kinds_are_told_by_words(name: str, kind: str) -> None:
    assert organisation_kind(name, ["partner"]) == kind


def test_roles_tell_where_words_do_not_and_what_is_stated_wins() -> None:
    assert organisation_kind("Valfiorita", ["municipality"]) == "municipality"
    assert organisation_kind("Vela", ["funder"]) == "funder" and organisation_kind("Vela", ["funder", "partner"]) == ""
    assert organisation_kind("Ateneo", ["university"]) == "university"
    assert organisation_kind("Comune di Lodi", ["partner"], "non-profit") == "non-profit"

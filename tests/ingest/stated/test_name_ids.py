"""ORCID iDs and ROR ids in manifests."""

from pathlib import Path

import pytest

from ingest.stated.manifest import read_manifest
from ingest.stated.name_ids import id_facts, without_id
from kb.model import Named

ADA, ROR = "0000-0002-1825-0097", "01nffqt88"


@pytest.mark.parametrize(
    ("kind", "text", "name", "value"),
    [
        ("orcid", f"Rossi, Ada ({ADA})", "Rossi, Ada", ADA),
        ("orcid", f"Ada Rossi [https://orcid.org/{ADA}]", "Ada Rossi", ADA),
        ("orcid", f"Ada Rossi, ORCID iD: {ADA}", "Ada Rossi", ADA),
        ("orcid", f"Rossi, Ada::{ADA}", "Rossi, Ada", ADA),
        ("orcid", "Ada Rossi (0000-0002-1694-233x)", "Ada Rossi", "0000-0002-1694-233X"),
        ("orcid", "Ada Rossi (2020)", "Ada Rossi (2020)", ""),
        ("orcid", ADA, ADA, ""),  # nobody's
        ("ror", f"Politecnico di Milano (https://ror.org/{ROR})", "Politecnico di Milano", ROR),
        ("ror", "Comune di Lodi (LO)", "Comune di Lodi (LO)", ""),
        ("ror", "Ente 0123456789", "Ente 0123456789", ""),
    ],
)
def test_an_identifier_behind_a_name_is_taken_off_it(kind: str, text: str, name: str, value: str) -> None:
    assert without_id(kind, text) == (name, value)


def test_wrong_check_digits_are_said_and_left_out() -> None:
    doubts: list[str] = []
    stated = [
        (Named("Ada Rossi", "author"), "0000-0002-1825-0098"),
        (Named("Ugo Neri", "author"), f"https://orcid.org/{ADA}"),
    ]
    assert list(id_facts("orcid", stated, doubts)) == [("orcid", f"{ADA} Ugo Neri")]
    assert len(doubts) == 1 and "Ada Rossi" in doubts[0] and "check digits" in doubts[0]


def test_tables_and_lists_of_a_manifest_may_state_them(tmp_path: Path) -> None:
    (tmp_path / "manifest.toml").write_text(f'''
[[document]]
path = "a.pdf"
supervisors = "Ugo Neri"
people = [{{ name = "Ada Rossi", role = "author", orcid = "https://orcid.org/{ADA}" }}]
organisations = [{{ name = "Politecnico di Milano", role = "university", ror = "{ROR}" }}, {{ name = "Comune di Lodi" }}]

[[document]]
path = "b.pdf"
authors = ["Ada Rossi ({ADA})", "Ugo Neri"]
organisations = "Politecnico di Milano (ror.org/{ROR}); Comune di Lodi"
''')
    first, second = read_manifest(tmp_path).values()
    ids = {("orcid", f"{ADA} Ada Rossi"), ("ror", f"{ROR} Politecnico di Milano")}
    assert {*first.facts} == {*second.facts} == ids and first.doubts == second.doubts == ()
    assert (
        {person.name for person in first.people}
        == {person.name for person in second.people}
        == {"Ada Rossi", "Ugo Neri"}
    )
    assert [body.name for body in second.organisations] == ["Politecnico di Milano", "Comune di Lodi"]

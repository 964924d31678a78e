"""A need is taken apart and matched; its uncovered parts are named."""

import pytest

from kb.explore.needs import match, parts_of
from kb.library import Library
from kb.model import OWNER

NEED = (
    "Siamo una piccola cooperativa di Lodi. Vorremmo aiutare famiglie straniere che lavorano ma non trovano casa in affitto. "
    "Ci servirebbe un'app per prenotare le lavatrici a gettoni. Grazie!"
)


def test_a_need_is_taken_apart_and_what_nobody_did_is_said(sample: Library) -> None:
    found = match(sample, NEED, OWNER)
    assert [bool(part.hits) for part in found.parts] == [True, False]
    assert [part.text for part in found.uncovered] == ["Ci servirebbe un'app per prenotare le lavatrici a gettoni."]
    assert found.works["report"][0].document.source == "progetti/relazione-porte-aperte.pdf"
    came = found.works["report"][0].outcome
    assert came is not None and came.passage.heading == "1 Sintesi" and came.text.endswith(".")
    assert found.works["thesis"][0].document.source == "tesi/tesi-abitare-insieme.pdf"
    assert "Cooperativa La Soglia" in [e.entity.name for e in found.experts.organisations]
    assert ("Corvetto", 2) in found.places and found.searched == 27


def test_a_need_in_english_meets_italian_works(sample: Library) -> None:
    found = match(
        sample,
        "Fruit is thrown away when our market closes; we want to collect it by bike and give it to families.",
        OWNER,
    )
    sources = {work.document.source for works in found.works.values() for work in works}
    assert {"tesi/tesi-cibo-che-resta.pdf", "progetti/report-food-rescue.html"} <= sources


@pytest.mark.parametrize(
    ("need", "parts"),
    [
        (
            "We are a charity in Leeds. We collect bikes; old ones get repaired. Thank you.",
            ["We collect bikes", "old ones get repaired."],
        ),
        ("Help!", []),
        ("", []),
    ],
)
def test_the_parts_of_a_need(need: str, parts: list[str]) -> None:
    assert parts_of(need) == parts


@pytest.mark.slow
def test_a_need_without_anything_in_it_is_answered_too(sample: Library) -> None:
    for need in ("", "?", "Grazie", "x" * 20_000):
        found = match(sample, need, OWNER)
        assert found.works == {} and found.experts.people == ()

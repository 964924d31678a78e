"""A need is split into parts and matched; its uncovered parts are listed."""

from dataclasses import replace

import pytest

from kb.errors import TextTooLong
from kb.explore.needs import LONGEST, _in_context, match, parts_of
from kb.library import Library
from kb.model import OWNER
from kb.search.relevance import judgement

NEED = (
    "Siamo una piccola cooperativa di Lodi. Vorremmo aiutare famiglie straniere che lavorano ma non trovano casa in affitto. "
    "Ci servirebbe un maestro di fisarmonica per la festa. Grazie!"
)


def test_a_need_is_taken_apart_and_what_nobody_did_is_said(sample: Library) -> None:
    found = match(sample, NEED, OWNER)
    covered = {part.text.split()[0]: part.state for part in found.parts}
    assert list(covered) == ["Siamo", "Vorremmo", "Ci"] and covered["Vorremmo"] != covered["Ci"] == "nothing"
    assert "Ci servirebbe un maestro di fisarmonica per la festa." in [part.text for part in found.uncovered]
    assert found.left_out == ("Grazie!",) and found.state == "in part"
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


def test_works_of_all_kinds_are_ranked_by_one_probability(sample: Library) -> None:
    found = match(sample, NEED, OWNER)
    chances = [judgement(work.hits)[0] for work in found.ranked]
    assert chances == sorted(chances, reverse=True) and chances[-1] >= sample.ranking.relevance.related
    assert found.documents == [work.document for work in found.ranked]


def test_what_a_part_alone_finds_counts_half_and_is_related_at_least(sample: Library) -> None:
    weights = sample.ranking.relevance
    hit = match(sample, "Cerchiamo filtri per l'acqua potabile", OWNER).ranked[0].hits[0]
    sure, faint = replace(hit, probability=0.9, state="answers"), replace(hit, probability=0.2, state="related")
    told = [_in_context([part], whole, weights)[0] for part, whole in ((sure, []), (sure, [faint]), (faint, []))]
    assert [(round(one.probability, 2), one.state) for one in told] == [
        (0.45, "answers"), (0.55, "answers"), (weights.related, "related"),
    ]  # fmt: skip


def test_what_a_group_says_of_itself_is_read(sample: Library) -> None:
    need = "Siamo un gruppo che insegna la falegnameria ai detenuti in carcere."
    found = match(sample, need, OWNER)
    assert found.documents[0].source == "tesi/tesi-oltre-il-cancello.pdf" and found.state == "answers"


def test_what_no_document_speaks_of_is_said_to_be_so(sample: Library) -> None:
    found = match(sample, "Vorremmo restaurare l'organo barocco della nostra chiesa.", OWNER)
    assert [part.state for part in found.parts] == ["nothing"] and found.documents == [] and found.state == "nothing"
    assert found.experts.people == found.experts.organisations == ()


@pytest.mark.parametrize(
    ("need", "read", "left_out"),
    [
        (
            "We are a charity in Leeds. We collect bikes; old ones get repaired. Thank you.",
            ["We collect bikes", "old ones get repaired."],
            ["We are a charity in Leeds.", "Thank you."],
        ),
        ("Siamo un Comune di 12.000 abitanti.", [], ["Siamo un Comune di 12.000 abitanti."]),
        ("Siamo un gruppo che ripara biciclette.", ["Siamo un gruppo che ripara biciclette."], []),
        ("Help!", [], ["Help!"]),
        ("", [], []),
    ],
)
def test_each_sentence_of_a_need_is_read_or_said_to_be_left_out(
    need: str, read: list[str], left_out: list[str]
) -> None:
    assert parts_of(need) == (read, left_out)
    assert sorted(parts_of(need, everything=True)[0]) == sorted([*read, *left_out])
    assert parts_of(need, everything=True)[1] == []


@pytest.mark.slow
def test_a_need_without_anything_in_it_is_answered_too(sample: Library) -> None:
    for need in ("", "?", "Grazie", "x" * LONGEST):
        found = match(sample, need, OWNER)
        assert found.works == {} and found.experts.people == ()


def test_a_need_is_never_cut_in_silence(library: Library) -> None:
    with pytest.raises(TextTooLong, match="12003 characters, and at most 12000"):
        match(library, f" {'x' * (LONGEST + 3)} ", OWNER)
    assert match(library, f" {'x' * LONGEST} ", OWNER).works == {}

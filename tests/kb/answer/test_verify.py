"""The check of claims on true sentences and false variants, and its verdicts on single ones."""

from collections import defaultdict

import pytest

from kb.answer.verify import Verdict, check
from kb.library import Library
from kb.model import OWNER
from kb.search.scope import open_scope
from tests.kb.answer.perturbations import cases

SOURCE = (
    "Il progetto Porte Aperte ha trovato casa a 41 famiglie nel 2021. Diciassette alloggi sono stati restaurati dalla cooperativa"
    " La Soglia. Il Comune di Lodi non ha finanziato i lavori. Alcune famiglie hanno lasciato il quartiere."
)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("Porte Aperte ha trovato casa a 41 famiglie nel 2021.", Verdict("supported")),
        ("Nel 2021 il progetto ha trovato casa a quarantuno famiglie.", Verdict("supported")),
        ("La cooperativa La Soglia ha restaurato 17 alloggi.", Verdict("supported")),
        ("Porte Aperte ha trovato casa a 17 famiglie nel 2021.", Verdict("unsupported", "number", "17")),
        ("Porte Aperte ha trovato casa a 41 famiglie nel 2022.", Verdict("unsupported", "number", "2022")),
        ("La cooperativa Aurora ha restaurato 17 alloggi.", Verdict("unsupported", "name", "Aurora")),
        ("Porte Aperte non ha trovato casa a 41 famiglie nel 2021.", Verdict("unsupported", "negation", "non")),
        ("Il Comune di Lodi ha finanziato i lavori.", Verdict("partly", "negation", "non")),
        ("Tutte le famiglie hanno lasciato il quartiere.", Verdict("partly", "general", "Tutte")),
        ("Il filtro a carbone d'ossa toglie il fluoro dall'acqua.", Verdict("unsupported", "words")),
        ("", Verdict("unsupported", "words")),
    ],
)
def test_single_claims(claim: str, verdict: Verdict) -> None:
    assert check(claim, [SOURCE]) == verdict


@pytest.mark.parametrize(
    ("claim", "source"),
    [("They trained 100 teachers.", "One hundred teachers were trained."), ("They restored 21 flats.", "Twenty-one flats were restored."),
     ("Hanno restaurato 41 alloggi.", "Quarantuno alloggi restaurati."), ("Hanno restaurato 28 alloggi.", "Ventotto alloggi restaurati."),
     ("Il Comune ne ha restaurati 41 nel 2020.", "Nel 2020 il Comune ha restaurato 41 alloggi.")],
)  # fmt: skip
def test_numbers_in_words_and_small_words_are_read_alike_in_both_languages(claim: str, source: str) -> None:
    assert check(claim, [source]).level == "supported"
    assert check(claim.replace("1", "3").replace("8", "4"), [source]).doubt in ("number", "words")


def test_nothing_is_supported_without_a_source() -> None:
    assert check("Porte Aperte ha trovato casa a 41 famiglie.", []).level == "unsupported"


def test_a_claim_in_the_other_language_is_held_against_translations(sample: Library) -> None:
    english = "Bone char filters remove fluoride from the water of the village."
    italian = "I filtri a carbone d'ossa rimuovono il fluoro dall'acqua del villaggio."
    assert check(italian, [english]).level == "unsupported"
    assert (
        check(
            "Il villaggio usa filtri per l'acqua.",
            ["The village uses filters for water."],
            open_scope(sample, OWNER).translate,
        ).level
        != "unsupported"
    )


@pytest.mark.slow
def test_true_sentences_are_kept_and_false_ones_caught(sample: Library) -> None:
    made = cases(sample)
    right: dict[str, list[bool]] = defaultdict(list)
    for case in made:
        ok = (check(case.claim, case.sources, open_scope(sample, OWNER).translate).level == "supported") == case.true
        right["true" if case.true else "false"].append(ok)
        right[case.how].append(ok)
    rates = {how: (round(sum(values) / len(values), 3), len(values)) for how, values in right.items()}
    assert rates["false"][1] >= 400, rates
    assert rates["true"][0] >= 0.9, rates
    assert rates["false"][0] >= 0.85, rates

"""Questions about a part that nearly every work has, its headings and its own words. All works are made up."""

import pytest

from kb.questions.work_parts import WorkPart, compared_by, work_part


@pytest.mark.parametrize(
    ("question", "kind", "work"),
    [
        ("limiti dello studio", "limits", ""),
        ("Quali sono i principali limiti della tesi sui forni?", "limits", "della tesi sui forni"),
        ("punti di forza", "strengths", ""),
        ("what are the main limitations of the study?", "limits", ""),
        ("qual è il metodo usato?", "method", ""),
        ("Quali limiti riconosce la tesi sui forni?", "limits", "la tesi sui forni"),
        ("What does Aquilone recommend?", "recommendations", "Aquilone"),
        ("what next steps does the kiln report set out?", "next", "the kiln report"),
        ("A quali conclusioni arriva lo studio?", "conclusions", ""),
        ("obiettivi", "goals", ""),
        ("Quali sono i limiti dell'indagine?", "limits", ""),
        (f"Quali sono i limiti {'della ' * 300}luna?", "limits", f"{'della ' * 300}luna"),
    ],
)
def test_the_part_that_a_question_asks_for(question: str, kind: str, work: str) -> None:
    found = work_part(question)
    assert found is not None and (found.kind, found.work) == (kind, work)


@pytest.mark.parametrize(
    "question", ["valori limite", "How many goals were scored?", "What methods are used to study floods?", "Chi ha fissato i limiti?", ""]
)  # fmt: skip
def test_what_asks_for_no_part(question: str) -> None:
    assert work_part(question) is None


def test_headings_and_words_of_a_part() -> None:
    limits = WorkPart("limits", "")
    assert all(
        map(
            limits.is_headed,
            ("I limiti", "Limiti e sviluppi futuri", "Limitations of the study", "Discussion and limitations"),
        )
    )
    assert not any(map(limits.is_headed, ("Valori limite", "Limiti di emissione", "Conclusioni", "")))
    assert limits.is_said("Un limite di questo studio è il campione.") and limits.may_be("Il campione è piccolo.")
    assert not limits.may_be("I valori limite sono fissati per legge.")


def test_what_works_are_compared_by_asks_for_parts() -> None:
    for language in ("it", "en"):
        found = [work_part(question) for question in compared_by(language)]
        assert [part and (part.kind, part.work) for part in found] == [
            ("goals", ""),
            ("method", ""),
            ("conclusions", ""),
        ]


def test_goals_of_the_united_nations_are_not_those_of_a_work() -> None:
    goals = WorkPart("goals", "")
    assert goals.is_said("Gli obiettivi del lavoro sono due.") and not goals.is_said(
        "Obiettivi di sviluppo sostenibile: 1, 10"
    )

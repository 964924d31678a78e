"""The limits, conclusions and the like of a work come from its section with that heading, else from its own words. Works are made up."""

from dataclasses import replace
from pathlib import Path

import pytest

from kb.answer.catalogue.work_sections import find_part, work_meant
from kb.answer.prepare import PreparedAnswer, prepare
from kb.library import Library
from kb.model import OWNER, Filters, IngestedDocument
from kb.questions.work_parts import work_part
from kb.search.scope import open_scope
from tests.fakes import document, pages_and_passages

KILNS = (
    ("1 Introduzione", "La tesi misura i forni di quartiere di Nuoro. I valori limite del fumo sono fissati dal Comune a 30 grammi."),
    ("2 Metodo › 2.1 I forni", "Abbiamo visitato dodici forni, ciascuno per tre giorni, e pesato la legna bruciata ogni mattina."),
    ("4 I limiti", "I limiti\nIl campione è di soli dodici forni, tutti in una città. Nessuna misura è stata fatta d'inverno."),
)  # fmt: skip
BREAD = (
    ("1 Introduzione", "La tesi sul pane racconta i fornai di Oristano e i loro orari. Un limite di questo studio è il numero di fornai."),
)  # fmt: skip


@pytest.fixture
def theses(library: Library, tmp_path: Path) -> Library:
    for name, title, sections in (("forni", "Forni di quartiere", KILNS), ("pane", "Pane di Oristano", BREAD)):
        path = tmp_path / f"{name}.txt"
        path.write_text(name)
        made = replace(document(name), title=title, kind="thesis", language="it")
        pages, plain = pages_and_passages(made.id, [text for _, text in sections], "it")
        passages = (replace(one, heading=heading) for one, (heading, _) in zip(plain, sections, strict=True))
        library.add(IngestedDocument(made, tuple(pages), tuple(passages), ()), path, path, "stated")
    library.index_words()
    library.embedding_queue.run()
    return library


def _best(prepared: PreparedAnswer) -> str:
    return "" if prepared.is_refused else prepared.candidates[0].text


def test_a_part_is_quoted_from_its_section_without_the_heading(theses: Library) -> None:
    assert _best(prepare(theses, "Quali sono i limiti della tesi sui forni di quartiere?", OWNER)).startswith(
        "Il campione"
    )
    assert _best(prepare(theses, "What is the method of the thesis Forni di quartiere?", OWNER)).startswith(
        "Abbiamo visitato"
    )


def test_without_a_section_the_own_words_of_the_work_tell(theses: Library) -> None:
    assert _best(prepare(theses, "limiti della tesi sul pane di Oristano", OWNER)).startswith(
        "Un limite di questo studio"
    )


def test_the_noun_in_another_sense_is_no_answer(theses: Library) -> None:
    within = Filters(documents=("pane",))
    assert "Un limite" in _best(prepare(theses, "limiti dello studio", OWNER, within))
    found = prepare(theses, "limiti dello studio", OWNER)
    assert not any("valori limite" in one.text for one in found.candidates)


def test_a_section_is_surer_than_a_sentence_and_no_work_has_none(theses: Library) -> None:
    def found(question: str) -> float:
        part = work_part(question)
        assert part is not None
        scope = open_scope(theses, OWNER, None)
        number = work_meant(scope, part, question)
        answer = find_part(scope, part, number) if number is not None else None
        return answer.confidence if answer else 0.0

    by_heading, by_words = (
        found("Quali sono i limiti della tesi sui forni?"),
        found("Quali sono i limiti della tesi sul pane?"),
    )
    assert by_heading > by_words > 0
    assert found("Quali sono i limiti?") == 0, "of which of the two isn't said"


def test_the_limit_of_something_else_is_answered_by_sentences_with_the_word(theses: Library) -> None:
    prepared = prepare(theses, "Qual è il valore limite del fumo?", OWNER)
    assert "30 grammi" in _best(prepared)
    part = work_part("Qual è il limite del fumo?")
    assert part and work_meant(open_scope(theses, OWNER, None), part, "Qual è il limite del fumo?") is None
    assert "30 grammi" in _best(prepare(theses, "Qual è il limite del fumo fissato dal Comune?", OWNER))

"""Generic words of front pages."""

import pytest

from ingest.cover.words import CLASSES, FORMAL, is_formal, role_of
from kb.text.normalise import fold


@pytest.mark.parametrize(
    ("text", "role", "rest"),
    [
        ("Relatore: Prof. Ugo Neri", "supervisor", ": prof. ugo neri"),
        ("Relatrice", "supervisor", ""),
        ("Correlatore: Ida Blu", "co-supervisor", ": ida blu"),
        ("Co-Advisors: Ida Blu", "co-supervisor", ": ida blu"),
        ("Tutor aziendale", "co-supervisor", ""),
        ("Tutor: Ida Blu", "supervisor", ": ida blu"),
        ("Controrelatore: Leo Gialli", "examiner", ": leo gialli"),
        ("Supervisor(s): Ida Blu", "supervisor", ": ida blu"),
        ("Presentata da: Ada Rossi", "author", ": ada rossi"),
        ("Submitted in September 2023 by: Ada Rossi", "author", ": ada rossi"),
        ("Tesi di laurea di:", "author", ":"),
        ("Docenti: Ada Rossi", "teacher", ": ada rossi"),
        ("Verfasser: Ada Rossi", "author", ": ada rossi"),
        ("Autorité de bassin", "", "autorite de bassin"),
        ("Thèse présentée par Ada Rossi", "author", " ada rossi"),
        ("Thèse dirigée par Ada Rossi", "supervisor", " ada rossi"),
        ("Director de tesis: Ada Rossi", "supervisor", ": ada rossi"),
        ("Tutore aziendale: Ada Rossi", "co-supervisor", ": ada rossi"),
        ("Teachers’ notes on wells", "", "teachers’ notes on wells"),
        ("Relatoria generale", "", "relatoria generale"),
        ("Acqua e città", "", "acqua e citta"),
    ],
)
def test_roles_are_told_by_the_words_before_a_name(text: str, role: str, rest: str) -> None:
    found, end = role_of(fold(text))
    assert (found, fold(text)[end:]) == (role, rest)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Università degli Studi di Pavia", "university"),
        ("Dipartimento di Fisica", "department"),
        ("School of Design", "school"),
        ("Corso di Laurea in Fisica", "course"),
        ("Master of Science in Physics", "degree"),
        ("Tesi di laurea", "thesis"),
        ("12 marzo 2019", "date"),
        ("Anno Accademico 2018/2019", "academic year"),
        ("Matricola 123456", "number of a student"),
        ("1 Introduzione", "heading"),
        ("2.3 Metodo di misura", "numbered"),
        ("Esercitazione 3", "course work"),
        ("Bilancio sociale", "report"),
        ("Pozzi S.r.l.", "organisation"),
    ],
)
def test_each_kind_of_words_is_recognised(text: str, kind: str) -> None:
    assert CLASSES[kind].search(fold(text))


@pytest.mark.parametrize("text", ["Acqua e città: una storia di pozzi", "How the village filters its water"])
def test_titles_have_no_formal_words(text: str) -> None:
    assert [kind for kind in FORMAL if CLASSES[kind].search(fold(text))] == []
    assert not is_formal(text)


@pytest.mark.parametrize(
    "text", ["Università degli Studi di Pavia", "Relatore: Ugo Neri", "A.A. 2019/2020", "Tesi di laurea"]
)
def test_formal_lines(text: str) -> None:
    assert is_formal(text)

"""Works named by their titles in questions. All works are made up."""

import pytest

from kb.answer.catalogue.statements import from_catalogue
from kb.answer.catalogue.titled import titled
from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Filters, Named
from tests.conftest import Put
from tests.fakes import document

FRESCO = "Scuole al fresco. Ombra e vento nelle aule"


@pytest.fixture
def works(put: Put, library: Library) -> Library:
    put(document("fresco", title=FRESCO, people=(Named("Ada Neri", "author"),)), "Ombra e vento nelle aule.")
    put(document("immuni", title="Immuni", kind="report"), "Un'applicazione.")
    put(document("acqua", title="Acqua chiara. Rapporto", kind="report"), "Acqua chiara.")
    put(document("acqua2", title="Acqua chiara: tesi"), "Acqua chiara.")
    put(document("chiuso", title="Porte chiuse. Relazione", access="restricted"), "Porte chiuse.")
    return library


@pytest.mark.parametrize(
    ("asked", "source", "rest"),
    [
        ("Chi ha scritto Scuole al fresco?", "fresco", "Chi ha scritto la tesi?"),
        ("Chi ha scritto «Scuole al fresco»?", "fresco", "Chi ha scritto la tesi?"),
        ("Who wrote Scuole al fresco in 2020?", "fresco", "Who wrote the thesis in 2020?"),
        ("chi ha scritto scuole al fresco?", "fresco", "chi ha scritto la tesi?"),
        (f"Di che cosa parla {FRESCO}", "fresco", "Di che cosa parla la tesi"),
        ("Chi ha scritto Immuni?", "immuni", "Chi ha scritto il rapporto?"),
    ],
)
def test_a_work_is_known_by_its_title(works: Library, asked: str, source: str, rest: str) -> None:
    found = titled(works, asked, OWNER, Filters())
    assert found is not None and (found.work.id, found.question) == (source, rest)


@pytest.mark.parametrize(
    "asked",
    [
        "Quante scuole al fresco ci sono?",
        "Immuni si diventa?",
        "Siamo immuni?",
        "Chi ha scritto Acqua chiara?",
        "Chi ha scritto Scuole al fresco e Immuni?",
        "",
    ],
)
def test_other_questions_name_none(works: Library, asked: str) -> None:
    assert titled(works, asked, OWNER, Filters()) is None


def test_a_hidden_title_is_no_name(works: Library) -> None:
    asked = "Chi ha scritto Porte chiuse?"
    assert titled(works, asked, ANONYMOUS, Filters()) is None and titled(works, asked, OWNER, Filters()) is not None


def test_what_a_work_lacks_is_not_told_of_another(sample: Library, viewer: PageViewer) -> None:
    known = from_catalogue(sample, "Chi ha scritto Scuole al fresco?", OWNER)
    assert known is not None and known.value == "Tommaso Galli, Sofia Bernasconi"
    assert from_catalogue(sample, "Chi ha scritto Porte Aperte?", OWNER) is None, "its authors aren't stated"
    summed = ask(sample, viewer, "Riassumi Scuole al fresco", OWNER)
    assert summed.catalogue is not None and summed.catalogue.intent == "summary"

"""Questions answered by a table's cells. The table is made up."""

from dataclasses import replace

import pytest

from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.answer.prepare import prepare
from kb.answer.records import Answer
from kb.answer.tables.evidence import row_quotes, told
from kb.answer.tables.reading import read_tables
from kb.library import Library
from kb.model import OWNER, Named
from kb.output.api_json import answer_json
from tests.conftest import Put
from tests.fakes import document
from web.links import LINKS

TABLE = """Tabella 1. Arnie censite nei quartieri
Anno | Bovisa | Affori | Niguarda
2019 | 12 | 7 | 31
2020 | 15 | 9 | 1.040
2021 | 18 | 11 | 28
Totale | 45 | 27 | 1.099"""

MEALS = """Tabella 1: Pasti serviti per mensa e anno
Mensa | 2021 | 2022 | 2023
Ponza | 12.400 | 13.150 | 15.020
Ustica | 8.310 | 9.040 | 8.775
Totale | 20.710 | 22.190 | 23.795"""


def read(library: Library, question: str) -> str | None:
    """The value that is read from a table; None if none is."""
    prepared = prepare(library, question, OWNER)
    reading = read_tables(prepared.query, prepared.hits, library.catalogue)
    return reading.read.value if reading else None


@pytest.fixture
def _hives(put: Put) -> None:
    put(replace(document("arnie"), title="Arnie in città", language="it"), TABLE)
    for number in range(8):
        put(document(f"other{number}"), f"Le scuole di Cremona usano il cortile numero {number} con gli insegnanti.")


@pytest.mark.usefixtures("_hives")
class TestTable:
    def asked(self, library: Library, viewer: PageViewer, question: str) -> Answer:
        return ask(library, viewer, question, OWNER)

    @pytest.mark.parametrize(
        ("question", "value", "told"),
        [
            ("Quante arnie furono censite ad Affori nel 2020?", "9", "2020 · Affori: 9"),
            ("How many hives (arnie) were counted in Niguarda in 2021?", "28", "2021 · Niguarda: 28"),
            (
                "Quale quartiere ebbe il maggior numero di arnie censite nel 2020?",
                "Niguarda",
                "Niguarda (2020 · Niguarda: 1.040)",
            ),
            ("In quale anno le arnie censite a Bovisa furono il numero minimo?", "2019", "2019 (2019 · Bovisa: 12)"),
            ("Quante arnie furono censite in tutto ad Affori?", "27", "Somma di 3 celle: 27"),
        ],
    )
    def test_is_read(self, library: Library, viewer: PageViewer, question: str, value: str, told: str) -> None:
        answer = self.asked(library, viewer, question)
        assert not answer.refused and answer.reading and answer.reading.value == value
        assert answer.text.splitlines()[0] == f"{told} [1]"
        row = answer.citations[0]
        assert row.quote in TABLE and "|" in row.quote
        read = answer_json(answer, LINKS)["reading"]
        assert read["value"] == value and all(cell["url"] for cell in read["cells"])
        assert all(row.passage.text[slice(*cell.span)] == cell.text for cell in answer.reading.cells if cell.span)

    @pytest.mark.parametrize(
        ("question", "value", "told"),
        [
            ("Quanti pasti ha servito la mensa di Ponza nel 2023?", "15.020", "Ponza · 2023: 15.020"),
            ("How many meals did the soup kitchen of Ustica serve in 2022?", "9.040", "Ustica · 2022: 9.040"),
            ("Quale mensa ha servito più pasti nel 2022?", "Ponza", "Ponza (Ponza · 2022: 13.150)"),
            ("Quale mensa ha servito meno pasti nel 2021?", "Ustica", "Ustica (Ustica · 2021: 8.310)"),
            ("Qual è il totale dei pasti serviti nelle mense nel 2021?", "20.710", "Totale · 2021: 20.710"),
            ("Quanti pasti ha servito in tutto la mensa di Ponza?", "40570", "Somma di 3 celle: 40570"),
        ],
    )
    def test_whose_columns_are_years_is_read(
        self, put: Put, library: Library, viewer: PageViewer, question: str, value: str, told: str
    ) -> None:
        put(replace(document("mense"), title="Pasti serviti nelle mense", language="it"), MEALS)
        answer = self.asked(library, viewer, question)
        assert answer.reading and answer.reading.value == value
        assert answer.text.splitlines()[0] == f"{told} [1]"

    def test_a_name_that_no_label_has_is_not_answered(self, library: Library, viewer: PageViewer) -> None:
        assert self.asked(library, viewer, "Quante arnie furono censite a Lambrate nel 2020?").reading is None
        assert self.asked(library, viewer, "Quante arnie furono censite ad Affori nel 2015?").reading is None

    def test_what_is_no_question_for_a_cell(self, library: Library, viewer: PageViewer) -> None:
        assert self.asked(library, viewer, "Le arnie di Affori?").reading is None

    def test_the_rows_read_are_quoted_as_they_stand(self, library: Library) -> None:
        prepared = prepare(library, "Quante arnie furono censite in media ad Affori?", OWNER)
        reading = read_tables(prepared.query, prepared.hits, library.catalogue)
        assert reading and reading.read.operation == "mean" and reading.read.value == "9"
        assert told(reading.read, "en") == "Mean of 3 cells: 9"
        assert [quote.text for quote in row_quotes(reading)] == TABLE.splitlines()[2:5]
        assert read_tables(prepared.query, (), library.catalogue) is None


MODELS = """Tabella 3: Modelli dell’impollinazione
| (Modello api robusto) | (Modello bombi robusto)
Nettare (mg) nelle corolle 2020 | 0,43 | 0,49
Clima −0,005 (0,004)
R2 | 0,54 | 0,55"""


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Quanto vale R2 del modello bombi robusto, per l'impollinazione delle api?", "0,55"),  # named word for word
        ("Quale coefficiente ha il nettare del 2020 nel modello api robusto?", "0,43"),  # units and places of a label needn't be asked
        ("Quale R2 dà il modello api robusto della rete Ronzio?", "0,54"),  # whose work it is
    ],
)  # fmt: skip
def test_a_cell_is_found_as_people_ask_for_it(put: Put, library: Library, question: str, value: str) -> None:
    work = replace(
        document("api"), title="Impollinazione", language="it", organisations=(Named("Rete Ronzio", "partner"),)
    )
    put(work, "Un’introduzione.", MODELS)
    assert read(library, question) == value
    month = "In quale mese e anno fu presentato il modello api robusto, quello di R2?"
    assert read(library, month) is None, "0,54 is no month"


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Quanto vale R2 del modello bombi robusto, alla Stazione Zaffiro?", "0,55"),
        ("Quanto vale R2 del modello bombi robusto, alla Stazione Topazio?", None),
        ("Quanto vale R2 del modello bombi robusto, nel 1987?", None),  # the year when the station was founded
    ],
)
def test_names_of_a_works_first_page_hold_for_its_tables(
    put: Put, library: Library, question: str, value: str | None
) -> None:
    work = replace(document("stazione"), title="Impollinazione", language="it")
    put(work, "Relazione della Stazione Zaffiro, fondata nel 1987.", MODELS)
    assert read(library, question) == value


INCOME = """Entrate per voce
Voce | | Percentuale
Tesseramenti | € 755.017 | 66,62%
Bandi | € 232.956 | 20,55%"""


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("A quanto ammontano i tesseramenti tra le entrate dell'associazione?", "€ 755.017"),
        ("Quale percentuale delle entrate dell'associazione viene dai bandi?", "20,55%"),
        ("Chi cura i bandi tra le entrate dell'associazione?", None),  # not said what kind of cell it would be
    ],
)
def test_of_several_columns_the_one_of_the_kind_asked_for_is_read(
    put: Put, library: Library, question: str, value: str | None
) -> None:
    put(replace(document("entrate"), title="Le entrate dell'associazione", language="it"), INCOME)
    assert read(library, question) == value


COURSES = """Iscritti ai corsi
Corso | Iscritti 2021 | Variazione
Vela | 41 | -12
Canto | 30 | 5"""


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Quanti iscritti aveva il corso di vela nel 2021?", "41"),
        ("Di quanto sono calati gli iscritti al corso di vela nel 2021?", None),
        ("By how much did the iscritti of the corso di vela fall in 2021?", None),
        ("Di quanto è cambiato il corso di vela, come variazione?", "-12"),
    ],
)
def test_how_much_something_changed_is_told_only_by_a_cell_of_changes(
    put: Put, library: Library, question: str, value: str | None
) -> None:
    put(replace(document("corsi"), title="I corsi", language="it"), COURSES)
    assert read(library, question) == value


@pytest.mark.usefixtures("_hives")
@pytest.mark.parametrize(
    ("question", "value", "told"),
    [
        ("In quali anni furono censite ad Affori più di 8 arnie?", "2020; 2021", "Celle che soddisfano la condizione: 2 (2020: 9; 2021: 11)"),
        ("Quali quartieri avevano tra 10 e 15 arnie censite nel 2020?", "Bovisa", "Celle che soddisfano la condizione: 1 (2020 · Bovisa: 15)"),
        ("arnie censite ad Affori ≥ 7 e ≤ 9", "2019; 2020", "Celle che soddisfano la condizione: 2 (2019: 7; 2020: 9)"),
        ("Quante arnie furono censite in media ad Affori?", "9", "Media di 3 celle: 9"),
        ("Quante arnie in media furono censite nel 2020?", "354,667", "Media di 3 celle: 354,667"),
    ],
)  # fmt: skip
def test_the_cells_within_bounds_and_their_mean_are_told(
    library: Library, viewer: PageViewer, question: str, value: str, told: str
) -> None:
    answer = ask(library, viewer, question, OWNER)
    assert answer.reading and answer.reading.value == value
    assert answer.text.splitlines()[0] == f"{told} [1]"


@pytest.mark.usefixtures("_hives")
def test_where_no_cell_is_within_the_bounds_no_table_answers(library: Library) -> None:
    assert read(library, "In quali anni furono censite ad Affori più di 80 arnie?") is None


@pytest.mark.usefixtures("_hives")
def test_a_sentence_with_a_number_within_bounds_contradicts_nothing(
    put: Put, library: Library, viewer: PageViewer
) -> None:
    put(
        replace(document("orto"), title="L'orto", language="it"),
        "L'orto di Turro costa 24 euro al mese per ogni socio.",
    )
    assert not ask(library, viewer, "Quale orto costa al mese tra 20 e 30 euro per socio?", OWNER).refused
    refused = ask(library, viewer, "Quale orto costa al mese tra 30 e 40 euro per socio?", OWNER)
    assert refused.refused and "Per “tra 30 e 40 euro” non ho trovato nulla; per 24 euro c’è" in refused.text

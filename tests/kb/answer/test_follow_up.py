"""Follow-ups are rewritten to stand alone, with a language model or without."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest

from kb.answer.follow_up import Turn, knowledge_of, standalone
from kb.library import Library
from kb.model import ANONYMOUS, OWNER
from kb.models.writer import load_writer
from kb.settings import load_settings
from tests.conftest import Put
from tests.fakes import document
from tests.servers import ModelServer

FIRST = "Quante famiglie hanno trovato casa con il progetto Porte Aperte?"


def _say(answer: str, prompt: str) -> list[str]:
    return [answer]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    running = ModelServer(lambda prompt: ["Quanto è costato il progetto Porte Aperte?"])
    yield running
    running.close()


def test_a_follow_up_without_a_model_is_completed_by_rules() -> None:
    turns = [Turn(FIRST), Turn("E quanto è costato?")]
    assert standalone("E chi lo ha pagato?", turns) == "Chi ha pagato il progetto Porte Aperte?"
    assert standalone("Who led it?", []) == "Who led it?"


def test_a_library_knows_places_and_likeness(put: Put, library: Library) -> None:
    known = knowledge_of(library, OWNER)
    assert known.is_place("Genova") and not known.is_place("Porte Aperte")
    assert known.likeness("mensa", ["cucina", "orto"]) == [0.0, 0.0]  # nothing is embedded yet
    put(document("mensa"), "La mensa di Nuoro dà cento pasti al giorno.")
    alike = known.likeness("la mensa", ["mensa", "il porto vecchio"])
    assert alike[0] > alike[1]


@pytest.mark.slow
def test_a_model_rewrites_and_what_it_spoils_is_passed_over(server: ModelServer) -> None:
    settings = replace(load_settings({}), llm="openai:tiny", llm_url=f"{server.url}/v1", llm_seconds=5)
    writer = load_writer(settings)
    turns = [Turn(FIRST, "41 famiglie hanno trovato casa.")]
    assert standalone("E quanto è costato?", turns, writer) == "Quanto è costato il progetto Porte Aperte?"
    assert "41 famiglie" in server.prompts[-1]
    for spoilt in ("", "one\ntwo", "x" * 400, "?!"):
        server.script = partial(_say, spoilt)
        assert standalone("E quanto è costato?", turns, writer) == "Quanto è costato il progetto Porte Aperte?"
    server.status = 500
    assert standalone("E quanto è costato?", turns, writer) == "Quanto è costato il progetto Porte Aperte?"


def test_the_work_that_answered_is_asked_of(sample: Library) -> None:
    known = knowledge_of(sample, OWNER)
    turns = [Turn("Di quanto si abbassa la temperatura in aula?")]
    for asked, whole in (
        ("Chi l'ha scritta?", "Chi ha scritto Scuole al fresco?"),
        ("e il relatore?", "Chi è il relatore di Scuole al fresco?"),
        ("e i limiti?", "Quali sono i limiti di Scuole al fresco?"),
        ("riassumila", "Riassumi Scuole al fresco"),
        ("who wrote it?", "Who wrote Scuole al fresco?"),
    ):
        assert standalone(asked, turns, known=known) == whole
        turns.append(Turn(whole))
    before = [Turn("How many penguins live in Lambrate?")]
    assert standalone("Summarise it", before, known=known) == "Summarise it", "no work answered"
    named = [Turn("Quanto costa il progetto Porte Aperte?")]
    assert standalone("chi è il relatore?", named, known=known) == "Chi è il relatore del progetto Porte Aperte?"


def test_no_work_is_named_that_the_reader_may_not_see(put: Put, library: Library) -> None:
    put(
        document("wells", title="Clear Wells. A study", access="restricted"),
        "Forty households use the bone char filter in Lodi.",
    )
    before = [Turn("How many households use the bone char filter in Lodi?")]
    assert "Clear Wells" not in standalone("who wrote it?", before, known=knowledge_of(library, ANONYMOUS))


def test_a_title_is_one_name_whatever_words_it_has(sample: Library) -> None:
    known = knowledge_of(sample, OWNER)
    for before, asked, whole in (
        ("parlami di Cibo che resta", "chi l'ha scritta?", "Chi ha scritto Cibo che resta?"),
        ("parlami di Cibo che resta", "e i limiti?", "Quali sono i limiti di Cibo che resta?"),
        ("passi d'argento", "quanto costa?", "Quanto costa Passi d'argento?"),
        ("Di cosa parla Oltre il cancello?", "quando è stata scritta?", "Quando è stata scritta Oltre il cancello?"),
        ("tell me about Reading the Slope", "who wrote it?", "Who wrote Reading the Slope?"),
        ("tell me about Reading the Slope", "what are its limits?", "What are the limits of Reading the Slope?"),
    ):
        assert standalone(asked, [Turn(before)], known=known) == whole

"""Candidate sentences: windows, scores, quotes."""

from dataclasses import replace

import numpy as np
import pytest

from kb.answer.candidates import (
    Candidate,
    choose,
    complete,
    score_sentences,
    windows,
    without_heading,
    without_title_pages,
)
from kb.library import Library
from kb.model import OWNER, Passage
from kb.search.hits import RankedHit
from kb.search.scope import open_scope
from kb.text.terms import text_terms
from tests.conftest import Put
from tests.fakes import document


def hit(text: str, passage: int = 1) -> RankedHit:
    record = Passage(passage, "d", 1, "1", 0, len(text), text, "", "en")
    return RankedHit(document("d"), record, 0.5, text)


def candidate(text: str, quote: str, score: float = 1.0, passage: int = 1, tells: bool = True) -> Candidate:
    start = text.index(quote)
    return Candidate(hit(text, passage), start, start + len(quote), quote, True, tells, score, text_terms(quote))


def test_windows_are_sentences_and_pairs_of_them() -> None:
    passage = hit("One is here. Two is there. Three.").passage
    assert [passage.text[a:b] for a, b in windows(passage)] == [
        "One is here.", "Two is there.", "Three.", "One is here. Two is there.", "Two is there. Three.",
    ]  # fmt: skip


def test_a_pair_too_long_for_a_quote_is_no_window() -> None:
    sentence = f"Each {'word ' * 50}ends."
    assert len(windows(hit(f"{sentence} {sentence}").passage)) == 2


def test_the_sentence_with_the_kind_of_answer_asked_for_is_best(put: Put, library: Library) -> None:
    put(document("d"), "The wells were dug by many families. The wells were dug by 41 families.")
    scope = open_scope(library, OWNER)
    query = scope.analyse("How many families dug the wells?")
    first, *others = score_sentences(scope, query, [hit("The wells were dug by families. Wells for 41 families.")])
    assert "41" in first.text and first.suits and first.tells
    assert not all(other.suits for other in others)
    assert score_sentences(scope, scope.analyse("?"), [hit("Wells.")]) == []


def test_sentences_have_their_cosine_and_pairs_that_of_their_sum(put: Put, library: Library) -> None:
    one, two, short = "The wells of the village are deep.", "Bread is baked by the bakers of Arusha.", "Dry."
    put(document("d"), f"{one} {two} {short}")
    scope = open_scope(library, OWNER)
    query = scope.analyse("How deep are the wells?")
    (passage,) = library.catalogue.passages([1]).values()
    scored = score_sentences(scope, query, [RankedHit(document("d"), passage, 0.5, passage.text)])
    cosines = {found.text: found.cosine for found in scored}
    first, second = library.embedding_queue.embedder.embed_passages([one, two])
    both = (first + second) / float(np.linalg.norm(first + second))
    assert query.vector is not None
    assert cosines[one] == pytest.approx(float(first @ query.vector), abs=0.01)
    assert cosines[f"{one} {two}"] == pytest.approx(float(both @ query.vector), abs=0.01)
    assert 0 < cosines[f"{one} {two}"] < cosines[one]
    assert cosines[short] == cosines[f"{two} {short}"] == 0  # it is too short to have a vector


def test_a_slide_with_a_list_is_one_candidate_with_its_cosine(put: Put, library: Library) -> None:
    text = "Kinds of wells\nDug wells\nDriven wells\nDrilled wells"
    passage = replace(hit(text).passage, heading="Kinds of wells")
    assert [passage.text[a:b] for a, b in windows(passage)][-1] == text
    assert text not in [text[a:b] for a, b in windows(hit(text).passage)], "without a heading it is no slide"
    put(document("d"), text)
    scope = open_scope(library, OWNER)
    query = scope.analyse("Which wells are there?")
    scored = score_sentences(scope, query, [RankedHit(document("d"), passage, 0.5, text)])
    cosines = {found.text: found.cosine for found in scored}
    (vector,) = library.catalogue.vectors.of([1])
    assert query.vector is not None
    assert cosines[text] == pytest.approx(float(vector @ query.vector), abs=0.01) and cosines["Dug wells"] == 0


def test_the_nearer_in_meaning_of_two_sentences_is_better(put: Put, library: Library) -> None:
    near, far = "Wells of clean water here.", "Wells of other people here."
    put(document("d"), f"{near} {far}")
    scope = open_scope(library, OWNER)
    (passage,) = library.catalogue.passages([1]).values()
    hits = [RankedHit(document("d"), passage, 0.5, passage.text)]
    query = replace(scope.analyse("wells"), text="clean water wells")  # words alone don't distinguish them
    scores = {found.text: found.score for found in score_sentences(scope, query, hits)}
    assert scores[near] > scores[far]


class Scorer:
    """Prefers sentences with metres."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def scores(self, question: str, sentences: list[tuple[str, str]]) -> list[float]:
        assert question == "How deep are the wells?"
        self.read += [text for _, text in sentences]
        return [1.0 if "metres" in text else -1.0 for _, text in sentences]


def test_the_best_sentences_are_read_together_with_the_question(
    put: Put, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    scorer = Scorer()

    text = " ".join(f"The wells of village {number} are deep, deep and old." for number in range(40))
    put(document("d"), text)
    scope = open_scope(library, OWNER)
    hits = [hit(f"{text} A well has 40 metres of wells.")]
    monkeypatch.setattr("kb.answer.candidates.load_answer_scorer", lambda _: None)
    before = score_sentences(scope, scope.analyse("How deep are the wells?"), hits)
    monkeypatch.setattr("kb.answer.candidates.load_answer_scorer", lambda _: scorer)
    after = score_sentences(scope, scope.analyse("How deep are the wells?"), hits)
    assert len(scorer.read) == scope.config.sentences.read == len(set(scorer.read))
    assert {found.text for found in after} == {found.text for found in before}
    weight, read = scope.config.sentences.answers, {found.text: found for found in after}
    for found in before:
        far = 1.0 if "metres" in found.text and found.text in scorer.read else -1.0
        assert read[found.text].score == pytest.approx(found.score + weight * far)


def test_a_heading_is_completed_by_the_lines_below() -> None:
    text = "Families\nThe wells were dug by 41 families. And more follows here."
    assert complete(candidate(text, "Families", tells=False)).text.startswith("Families\nThe wells were dug by 41")
    whole = candidate(text, "The wells were dug by 41 families.")
    assert complete(whole) is whole


def test_what_introduces_a_list_is_quoted_with_its_items() -> None:
    text = "The well needs:\n• a pump of steel\n• a tank for the school\n• two taps\nIt was paid by the town."
    whole = text.partition("\nIt was")[0]
    assert complete(candidate(text, "The well needs:")).text == whole
    assert complete(candidate(text, "The well needs:\n• a pump of steel")).text == whole
    item = candidate(text, "• a tank for the school")
    assert complete(item).text != whole == complete(item, several=True).text
    assert complete(candidate(text, "It was paid by the town."), several=True).text == "It was paid by the town."


def test_a_line_of_a_slide_is_quoted_with_the_others_if_several_things_are_asked_for() -> None:
    text = "Kinds of wells\nDug wells\nDriven wells\nDrilled wells"
    found = candidate(text, "Driven wells")
    slide = replace(found, hit=replace(found.hit, passage=replace(found.hit.passage, heading="Kinds of wells")))
    assert choose([slide], 0.6, several=True)[0].text == "Dug wells\nDriven wells\nDrilled wells"
    assert choose([slide], 0.6)[0].text == "Driven wells\nDrilled wells"  # a short line is completed by what follows


def test_a_heading_in_front_is_no_part_of_a_quote() -> None:
    text = "3.2 The kennels\nThe kennels house 40 dogs."
    found = candidate(text, text)
    under = replace(
        found, hit=replace(found.hit, passage=replace(found.hit.passage, heading="3 Places › 3.2 The kennels"))
    )
    assert without_heading(under).text == "The kennels house 40 dogs."
    assert without_heading(found).text == text  # that of another section may say something
    whole = candidate("The kennels house 40 dogs.", "The kennels house 40 dogs.")
    assert without_heading(whole) is whole


def test_other_bounds_have_other_terms() -> None:
    made = candidate("Clean water. Deep wells.", "Clean water.").spanning(13, 24)
    assert made.text == "Deep wells." and ("en", "well") in made.terms and ("en", "water") not in made.terms


@pytest.mark.parametrize(
    ("second", "count"),
    [
        (candidate("Deep wells are dug.", "Deep wells are dug.", 0.8, passage=2), 2),
        (candidate("Deep wells are dug.", "Deep wells are dug.", 0.5, passage=2), 1),
        (candidate("Clean water is pumped.", "Clean water is pumped.", 0.9, passage=2), 1),
        (candidate("Clean water is pumped. Deep wells.", "Clean water is pumped. Deep wells.", 0.9), 1),
    ],
    ids=["near the first", "much worse", "says the same", "overlaps"],
)
def test_quotes_are_chosen(second: Candidate, count: int) -> None:
    first = candidate("Clean water is pumped. Deep wells.", "Clean water is pumped.")
    assert len(choose([first, second], further_quote=0.6)) == count


def test_small_words_in_common_are_no_same_statement_in_either_language() -> None:
    pairs = (
        ("La temperatura media delle aule della scuola è di 31 gradi.", "La temperatura media delle palestre della scuola è di 27 gradi.", "it"),
        ("The mean temperature in the rooms of the school is 31 degrees.", "The mean temperature in the gyms of the school is 27 degrees.", "en"),
    )  # fmt: skip
    for first, second, language in pairs:
        said = [candidate(text, text, passage=at) for at, text in enumerate((first, second))]
        said = [replace(c, hit=replace(c.hit, passage=replace(c.hit.passage, language=language))) for c in said]
        assert len(choose(said, further_quote=0.6)) == 2, language


def test_there_are_at_most_six_quotes() -> None:
    texts = ("Apples fall.", "Birds sing.", "Cats sleep.", "Dogs bark.", "Elks run.", "Fish swim.", "Goats climb.")
    many = [candidate(text, text, passage=at) for at, text in enumerate(texts)]
    assert [chosen.text for chosen in choose(many, 0.6)] == list(texts[:6])
    assert choose([replace(many[0], score=0.1)], 0.6)


def test_titles_and_title_pages_are_no_quotes_unless_they_say_what_is_asked(put: Put, library: Library) -> None:
    put(document("any"), "Water.")
    scope = open_scope(library, OWNER)
    weights = scope.config.sentences
    work = document("d", title="Deep wells of the north", page_count=9)

    def on_cover(text: str) -> Candidate:
        found = candidate(text, text)
        return replace(found, hit=replace(found.hit, document=work))

    title, facts = on_cover("Deep wells."), on_cover("Ada Rossi, thesis, academic year 2021")
    body = replace(title.spanning(0, 11), hit=hit("They are dug by hand.", 2)).spanning(0, 21)
    for question, kept in (
        ("How are deep wells dug?", [body]),
        ("Which academic degree is it?", [facts, body]),
        ("Which thesis is it?", [body]),
        ("Who dug deep wells?", [title, facts, body]),
    ):
        query = scope.analyse(question)
        assert without_title_pages(query, [title, facts, body], weights) == kept, question
    assert without_title_pages(scope.analyse("How are deep wells dug?"), [title], weights) == [title], (
        "there is nothing else"
    )


def test_a_title_page_is_no_answer_unless_a_name_or_date_is_asked_for(put: Put, library: Library) -> None:
    put(
        document("d", title="Bread ovens of Nuoro"),
        "Bread ovens of Nuoro, by Ada Scotti. The ovens of Nuoro burn olive wood.",
    )
    scope = open_scope(library, OWNER)
    (passage,) = library.catalogue.passages([1]).values()
    work = RankedHit(document("d", title="Bread ovens of Nuoro"), passage, 0.5, passage.text)
    found = [
        Candidate(work, 0, 36, passage.text[:36], True, True, 1.0, text_terms(passage.text[:36])),
        Candidate(work, 37, 72, passage.text[37:], True, True, 0.9, text_terms(passage.text[37:])),
    ]
    weights = scope.config.sentences
    assert "olive" in without_title_pages(scope.analyse("How do the ovens of Nuoro burn?"), found, weights)[0].text
    assert "Ada" in without_title_pages(scope.analyse("Who studied the ovens of Nuoro?"), found, weights)[0].text

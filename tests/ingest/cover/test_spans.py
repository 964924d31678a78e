"""Runs of lines that may be a title, and their features."""

from dataclasses import replace

import numpy as np
import pytest

from ingest.cover.blocks import FrontPages, front_pages
from ingest.cover.model import Chain, CoverModel
from ingest.cover.spans import NAMES, Span, span_features, spans
from ingest.readers.records import Line, RawPage
from tests.ingest.cover.pages import COVER, front, parsed, sheet, with_texts

MODEL = CoverModel(("other", "subtitle", "title"), {}, np.zeros((3, 3)))


def chain_of(pages: FrontPages, *titles: int, subtitles: tuple[int, ...] = ()) -> Chain:
    """A line model's view in which these lines are title and subtitle, and all others are something else."""
    scores = np.zeros((len(pages.blocks), 3))
    scores[:, 0] = 6.0
    scores[list(titles)] = (0.0, 0.0, 6.0)
    scores[list(subtitles)] = (0.0, 6.0, 0.0)
    return MODEL.chain(scores)


def known(pages: FrontPages, chain: Chain, span: Span, *rules: Span) -> dict[str, float]:
    """The features of one span, by name."""
    return dict(zip(NAMES, span_features(pages, chain, [span], rules or (span, span))[0], strict=True))


LINES = (
    ("Università di Pavia", 14.0),
    ("Acqua e città", 22.0),
    ("una storia di pozzi", 22.0),
    ("", 40.0),
    ("Ada Rossi", 12.0),
)


def test_runs_are_made_of_likely_lines_and_those_that_are_set_like_them() -> None:
    pages = front(*LINES)
    found = spans(pages, chain_of(pages, 1), (Span(1, 1), Span(1, 1)))
    assert {Span(1, 1), Span(1, 2)} <= set(found)
    assert Span(1, 3) not in found and found == sorted(found, key=lambda span: (span.start, span.end))


def test_the_rules_title_is_always_among_them() -> None:
    pages = front(*LINES)
    assert Span(0, 3) in spans(pages, chain_of(pages, 1), (Span(0, 3), Span(0, 0)))
    assert spans(front(), MODEL.chain(np.zeros((0, 3))), ()) == []


def test_no_run_begins_or_ends_with_a_line_that_says_what_else_it_is() -> None:
    pages = front(("Acqua e città", 20.0), ("Draft of May 16, 2020", 20.0), ("Altro testo", 12.0))
    rules = (Span(0, 0), Span(0, 0))
    assert Span(0, 1) not in spans(pages, chain_of(pages, 0, 1), rules)
    assert Span(0, 1) in spans(pages, chain_of(pages, 0, 1), (Span(0, 1), Span(0, 0)))


def test_a_run_stays_on_its_page() -> None:
    document = parsed(sheet(("Acqua", 20.0)), sheet(("Acqua e città", 20.0), number=2))
    pages = front_pages(document, with_texts(document))
    found = spans(pages, chain_of(pages, 0, 1), (Span(0, 0), Span(0, 0)))
    assert found == [Span(0, 0), Span(1, 1)]
    assert known(pages, chain_of(pages, 0, 1), Span(1, 1))["page"] == 1.0


def test_the_line_model_s_probabilities_are_known_of_a_run_and_the_lines_beside_it() -> None:
    pages = front(*LINES)
    chain = chain_of(pages, 1, 2)
    of = known(pages, chain, Span(1, 2))
    assert min(of["least title"], of["run"], of["first title"], of["last title"]) > 0.95
    assert of["before title"] < 0.01 and of["rest"] < 0.02
    half = known(pages, chain, Span(1, 1))
    assert half["run"] < 0.01 and half["after title"] > 0.99 and half["rest of page"] == pytest.approx(1.0, abs=0.02)
    under = known(pages, chain_of(pages, 1, subtitles=(2,)), Span(1, 2))
    assert under["run"] < 0.01 and under["run with subtitle"] > 0.95 and under["last subtitle"] > 0.99


def test_type_and_place_are_known() -> None:
    pages = front(*LINES)
    of = known(pages, chain_of(pages, 1), Span(1, 2))
    assert (of["of largest on page"], of["of largest"], of["last of first"], of["bold"]) == (1.0, 1.0, 1.0, 1.0)
    assert of["before size"] == pytest.approx(14 / 22) and of["after size"] == pytest.approx(12 / 22)
    assert (of["line"], of["lines on page"], of["larger on page"], of["alike on page"]) == (1.0, 4.0, 0.0, 0.0)
    assert of["widest gap"] == pytest.approx(1.6) and of["after gap"] > 3
    assert known(pages, chain_of(pages, 1), Span(1, 1))["after runs on"] == 1.0
    assert known(pages, chain_of(pages, 1), Span(0, 1))["sizes change"] == 1.0
    assert known(pages, chain_of(pages, 1), Span(3, 3))["larger on page"] == 3.0


def test_words_are_known() -> None:
    pages = front(*LINES)
    chain = chain_of(pages, 1)
    title, head, name = (known(pages, chain, Span(at, end)) for at, end in ((1, 2), (0, 0), (3, 3)))
    assert (title["lines"], title["words"], title["formal"], title["names"]) == (2.0, 7.0, 0.0, 0.0)
    assert head["first formal"] == head["organisations"] == 1.0 and name["names"] == name["last apart"] == 1.0
    assert title["after name"] == 1.0 and title["before formal"] == 1.0 and title["function word"] == 1.0
    assert (
        known(pages, chain, Span(1, 1))["after small"] == 1.0 and known(pages, chain, Span(2, 2))["starts small"] == 1.0
    )


def test_a_format_without_places_has_neutral_ones() -> None:
    document = replace(
        parsed(RawPage(1, (Line("Acqua e città"), Line("Testo della valle."))), format_="markdown"), flowing=True
    )
    pages = front_pages(document, with_texts(document))
    of = known(pages, chain_of(pages, 0), Span(0, 0))
    assert (of["height"], of["after gap"], of["spread"], of["flowing"]) == (-1.0, 1.0, 0.0, 1.0)
    assert known(pages, chain_of(pages, 0), Span(1, 1))["ends full stop"] == 1.0


def test_the_file_s_title_running_heads_and_other_pages_are_witnesses() -> None:
    text = tuple((f"Riga {at} di testo", 10.0) for at in range(5))
    later = [sheet(("Acqua e città", 9.0), *text, number=number) for number in (4, 5)]
    first = [sheet(*COVER), sheet(("Acqua e città:", 12.0), number=2), sheet(("Premessa", 12.0), number=3)]
    document = parsed(*first, *later, title="Acqua e città: una storia di pozzi")
    pages = front_pages(document, with_texts(document))
    of = known(pages, chain_of(pages, 3, 4), Span(3, 4))
    assert (of["in stated"], of["of stated"], of["is stated"], of["other pages"], of["running heads"]) == (
        1.0,
        1.0,
        1.0,
        1.0,
        2.0,
    )
    assert 0.3 < of["running share"] < 0.5
    other = known(pages, chain_of(pages, 3, 4), Span(0, 0))
    assert other["in stated"] < 0.5 and other["running heads"] == 0.0
    assert known(front(*COVER), chain_of(front(*COVER), 3), Span(3, 3))["in stated"] == -1.0


def test_how_a_run_lies_to_the_rules_title_is_known() -> None:
    pages = front(*LINES)
    of = known(pages, chain_of(pages, 1), Span(1, 2), Span(1, 2), Span(1, 1))
    assert [of[name] for name in ("is rules", "starts rules", "ends rules", "meets rules")] == [1.0] * 4
    assert [of[name] for name in ("is rules' title", "starts rules' title", "ends rules' title")] == [0.0, 1.0, 0.0]
    assert known(pages, chain_of(pages, 1), Span(3, 3), Span(1, 2), Span(1, 1))["meets rules"] == 0.0

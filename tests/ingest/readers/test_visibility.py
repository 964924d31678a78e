"""Visibility: size, contrast and opacity decide, and unknown values count as visible."""

import pytest

from ingest.readers.visibility import (
    BLACK,
    WHITE,
    Colour,
    Look,
    blended,
    contrast,
    hex_colour,
    is_nowhere,
    is_seen,
    named_colour,
)


@pytest.mark.parametrize(
    ("look", "seen"),
    [
        (Look(), True),
        (Look(size=1.0), False),
        (Look(size=6.0), True),
        (Look(colour=WHITE), False),
        (Look(colour=(240, 240, 240)), False),
        (Look(colour=(160, 160, 160)), True),
        (Look(colour=WHITE, background=BLACK), True),
        (Look(colour=WHITE, background=None), True),
        (Look(colour=BLACK, background=(5, 5, 5)), False),
        (Look(colour=(255, 255, 0)), False),  # pure yellow on white: contrast 1.07
        (Look(opacity=0.02), False),
        (Look(hidden=True), False),
    ],
)
def test_is_seen(look: Look, seen: bool) -> None:
    assert is_seen(look) is seen


@pytest.mark.parametrize(
    ("text", "colour"),
    [("FF8000", (255, 128, 0)), ("#f80", (255, 136, 0)), ("#FF800080", (255, 128, 0)), ("auto", None), ("", None)],
)
def test_hex_colour(text: str, colour: Colour | None) -> None:
    assert hex_colour(text) == colour


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast((119, 119, 119), WHITE) == pytest.approx(4.48, abs=0.01)
    assert blended(BLACK, 0.5) == (128, 128, 128)


@pytest.mark.parametrize(
    ("sizes", "places", "nowhere"),
    [([], [], False), ([None, 0.0], [], True), ([90.0, 9.0], [-10.0], False), ([None], [None, -700.0], True)],
)
def test_what_has_no_size_or_lies_far_out_is_nowhere(
    sizes: list[float | None], places: list[float | None], nowhere: bool
) -> None:
    assert is_nowhere(sizes, places) is nowhere


@pytest.mark.parametrize(
    ("name", "colour"), [("snow", (255, 250, 250)), ("#f00", (255, 0, 0)), ("inherit", None), ("", None)]
)
def test_names_of_colours(name: str, colour: Colour | None) -> None:
    assert named_colour(name) == colour

"""Lengths and colours of style sheets."""

import pytest

from ingest.readers.markup.css_values import colour, offset, points, share, size_in
from ingest.readers.visibility import Colour


@pytest.mark.parametrize(
    ("length", "found"), [("20px", 15.0), ("2em", 20.0), ("50%", 5.0), ("small", 9.75), ("auto", None)]
)
def test_points(length: str, found: float | None) -> None:
    assert points(length, 10.0) == found


@pytest.mark.parametrize(
    ("length", "found"),
    [("-100vw", -750.0), ("calc(-100vw - 100px)", -825.0), ("calc(2px + 10%)", 76.5), ("calc(x)", None)],
)
def test_offsets(length: str, found: float | None) -> None:
    assert offset(length) == found


@pytest.mark.parametrize(
    ("font", "size"), [("0/0 a", "0"), ("bold 1px serif", "1px"), ("12pt/1.2 serif", "12pt"), ("serif", "")]
)
def test_the_size_of_a_font(font: str, size: str) -> None:
    assert size_in(font) == size


@pytest.mark.parametrize(("value", "found"), [("50%", 0.5), (".5", 0.5), ("x", None)])
def test_shares(value: str, found: float | None) -> None:
    assert share(value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("hsla(0, 0%, 0%, 0)", ((0, 0, 0), 0.0)),
        ("hsl(120deg 100% 50% / 50%)", ((0, 255, 0), 0.5)),
        ("hwb(0 100% 0%)", ((255, 255, 255), 1.0)),
        ("oklch(100% 0 0)", ((255, 255, 255), 1.0)),
        ("lab(50 10 10)", ((128, 128, 128), 1.0)),
        ("transparent", ((255, 255, 255), 0.0)),
        ("currentcolor", None),
    ],
)
def test_colours(value: str, found: tuple[Colour, float] | None) -> None:
    assert colour(value) == found

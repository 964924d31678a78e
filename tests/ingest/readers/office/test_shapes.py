"""Shapes on a slide: their places, their order, and the objects behind and over them."""

from typing import Any

import pytest
from lxml import etree

from ingest.readers.office.shapes import (
    Group,
    Shape,
    Theme,
    background_of,
    colour_of,
    fill_of,
    in_reading_order,
    is_covered,
    is_off,
    leaves,
    placeholder,
    placeholders,
    shapes_of,
)
from ingest.readers.visibility import Colour
from tests.ingest.readers.office.made import fill, shape, spaced

THEME = Theme({"accent1": (10, 20, 30), "bg1": (255, 255, 255)})


def tree(inner: str) -> Any:
    return etree.fromstring(spaced("p:spTree", inner))


def test_a_group_moves_and_scales_what_is_in_it() -> None:
    frame = '<a:off x="10" y="20"/><a:ext cx="50" cy="50"/><a:chOff x="0" y="0"/><a:chExt cx="100" cy="100"/>'
    grouped = f"<p:grpSp><p:grpSpPr><a:xfrm>{frame}</a:xfrm></p:grpSpPr>{shape('a', (20, 40, 10, 10))}</p:grpSp>"
    (group,) = shapes_of(tree(grouped), {})
    assert isinstance(group, Group)
    assert [leaf.box for leaf in leaves([group])] == [(20, 40, 25, 45)]


def test_a_placeholder_without_a_place_stands_where_its_layout_says() -> None:
    held = '<p:nvPr><p:ph type="body" idx="3"/></p:nvPr>'
    layout = tree(shape("x", (1, 2, 3, 4)).replace("<p:nvPr/>", held))
    places = placeholders(layout)
    assert places["body", "3"] == (1, 2, 4, 6)
    bare = f"<p:sp><p:nvSpPr>{held}</p:nvSpPr><p:spPr/></p:sp>"
    (found,) = shapes_of(tree(bare), places)
    assert isinstance(found, Shape)
    assert (placeholder(found.element), found.box) == (("body", "3"), (1, 2, 4, 6))


def test_shapes_that_begin_nearly_at_one_height_stand_side_by_side() -> None:
    drawn = shapes_of(tree(shape("b", (60, 11, 9, 9)) + shape("a", (5, 12, 9, 9)) + shape("c", (5, 30, 9, 9))), {})
    texts = ["".join(found.element.itertext()) for found in in_reading_order(drawn, 100)]
    assert texts == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("inner", "colour"),
    [
        ('<a:srgbClr val="0A141E"/>', (10, 20, 30)),
        ('<a:schemeClr val="accent1"/>', (10, 20, 30)),
        ('<a:schemeClr val="unknown"/>', None),
        ('<a:sysClr val="window" lastClr="FFFFFF"/>', (255, 255, 255)),
        ('<a:prstClr val="black"/>', (0, 0, 0)),
        ('<a:schemeClr val="bg1"><a:lumMod val="50000"/></a:schemeClr>', (128, 128, 128)),
        ('<a:srgbClr val="000000"><a:lumMod val="50000"/><a:lumOff val="50000"/></a:srgbClr>', (128, 128, 128)),
        ('<a:srgbClr val="000000"><a:alpha val="0"/></a:srgbClr>', (255, 255, 255)),
        ("", None),
    ],
)
def test_colours(inner: str, colour: Colour | None) -> None:
    assert colour_of(etree.fromstring(spaced("a:solidFill", inner)), THEME) == colour


@pytest.mark.parametrize(
    ("properties", "filled"),
    [
        (fill("0A141E"), (True, (10, 20, 30))),
        ("<a:noFill/>", (False, None)),
        ("<a:gradFill/>", (True, None)),
        ("", (False, None)),
        (
            '<a:solidFill><a:srgbClr val="000000"><a:alpha val="50000"/></a:srgbClr></a:solidFill>',
            (False, (128, 128, 128)),
        ),
    ],
)
def test_fills(properties: str, filled: tuple[bool, Colour | None]) -> None:
    (found,) = leaves(shapes_of(tree(shape("x", properties=properties)), {}))
    assert fill_of(found.element, THEME) == filled


def test_the_background_is_what_lies_under_the_middle() -> None:
    under, over = shape("", (0, 0, 50, 50), fill("0A141E")), shape("x", (10, 10, 10, 10))
    aside = shape("y", (60, 60, 10, 10))
    drawn = list(leaves(shapes_of(tree(under + over + aside), {})))
    assert background_of(drawn[1], drawn, THEME) == (10, 20, 30)
    assert background_of(drawn[2], drawn, THEME) == (255, 255, 255)


def test_covered_and_off() -> None:
    drawn = list(leaves(shapes_of(tree(shape("x", (10, 10, 10, 10)) + shape("", (9, 9, 12, 12), fill("000000"))), {})))
    assert [is_covered(found, drawn, THEME, 100) for found in drawn] == [True, False]
    assert is_off((100, 0, 120, 10), 100, 100) and not is_off((-5, 0, 5, 10), 100, 100) and not is_off(None, 100, 100)

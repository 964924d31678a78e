"""Dots on the maps: their positions, sizes and names, and the places that share one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.explore.themes import PlaceCount
from kb.subjects.gazetteer import Place
from web.render.maps import ITALY, MILAN, WORLD, Dot, dots, maps

NORTH, SOUTH, WIDTH, HEIGHT, project = WORLD.north, WORLD.south, 360, WORLD.height, WORLD.project


def counted(name: str, latitude: float, longitude: float, count: int = 1) -> PlaceCount:
    return PlaceCount(name, Place(name, latitude, longitude), count)


CITY, LODI, CALI = counted("Milano", 45.46, 9.19, 4), counted("Lodi", 45.31, 9.5), counted("Cali", 3.45, -76.53)


@pytest.mark.parametrize(
    ("latitude", "longitude", "point"),
    [(NORTH, -180, (0, 0)), (0, 0, (180, 78)), (SOUTH, 180, (360, 135)), (45.46, 9.19, (189.2, 32.5))],
)
def test_a_place_lies_at_its_longitude_and_latitude(
    latitude: float, longitude: float, point: tuple[float, float]
) -> None:
    assert project(latitude, longitude) == point


@given(st.floats(SOUTH, NORTH), st.floats(-180, 180))
def test_every_place_between_the_edges_lies_on_the_map(latitude: float, longitude: float) -> None:
    x, y = project(latitude, longitude)
    assert 0 <= x <= WIDTH and 0 <= y <= HEIGHT


def test_places_near_each_other_share_the_dot_of_the_first() -> None:
    shared, alone = dots([CITY, LODI, CALI])
    assert shared.places == (CITY, LODI) and (shared.x, shared.y) == project(45.46, 9.19)
    assert alone.places == (CALI,)


def test_places_that_the_gazetteer_does_not_list_have_no_dot() -> None:
    assert dots([PlaceCount("Somewhere", None, 9)]) == []
    assert [dot.places for dot in dots([PlaceCount("Somewhere", None, 9), CALI])] == [(CALI,)]


def test_a_dot_grows_with_the_square_root_of_its_documents() -> None:
    sizes = [Dot(0, 0, (counted("x", 0, 0, count),)).radius for count in (1, 4, 100)]
    assert sizes == [2.5, 3.4, 10.6]
    assert Dot(0, 0, (CITY, LODI)).radius == Dot(0, 0, (counted("x", 0, 0, 5),)).radius


def test_large_dots_are_drawn_first() -> None:
    listed = dots([CALI, counted("Oslo", 59.9, 10.7, 3), counted("Quito", -0.2, -78.5, 30)])
    assert [dot.radius for dot in listed] == sorted((dot.radius for dot in listed), reverse=True)


def test_closer_maps_are_drawn_where_two_places_lie_apart_on_them() -> None:
    quarter, suburb = counted("Corvetto", 45.441, 9.223), counted("Bovisa", 45.503, 9.16)
    drawn = maps([CITY, LODI, CALI, quarter, suburb])
    assert [each.frame.id for each in drawn] == ["milan", "italy", "world"]
    assert [each.places for each in drawn] == [3, 4, 5]
    assert [each.frame.id for each in maps([CITY, CALI])] == ["world"] and maps([]) == []


def test_a_frame_keeps_distances_and_knows_what_lies_on_it() -> None:
    assert MILAN.holds(45.46, 9.19) and not MILAN.holds(41.9, 12.5) and ITALY.holds(41.9, 12.5)
    assert ITALY.project(ITALY.north, ITALY.west) == (0, 0)
    assert ITALY.project(ITALY.south, ITALY.east) == (360, ITALY.height) and ITALY.height > 400


def test_names_do_not_run_into_each_other() -> None:
    near = [
        counted(name, 45.46 + at * 0.004, 9.1 + at * 0.012, 9 - at) for at, name in enumerate(("Uno", "Due", "Tre"))
    ]
    labels = [dot.label for dot in dots(near, MILAN)]
    assert labels[0] == "Uno" and "" in labels
    assert [dot.label for dot in dots(near)] == [""]  # the world's dots have no names

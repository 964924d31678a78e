"""Maps of places: the world, Italy and Milan, with a dot for places near each other. bench/map_outlines.py makes their outlines."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.explore.themes import PlaceCount

_WIDTH = 360.0  # of each map, in its own units
_MERGED_WITHIN = 3.0  # units, by judgement: places closer than this share a dot
_NAMED = 14  # largest dots whose names are written on the map
_LETTER = 4.2  # width of a letter of these names, in units
_LINE = 8.0  # height of a line of them


@dataclass(frozen=True)
class Frame:
    """A part of the world, by its edges in degrees, drawn with true distances at its middle; `names`: whether dots are named."""

    id: str
    west: float
    south: float
    east: float
    north: float
    names: bool = True

    @property
    def scale(self) -> float:
        """Units per degree of longitude."""
        return _WIDTH / (self.east - self.west)

    @property
    def height(self) -> float:
        """Height of the map in its units; the width is 360."""
        return round((self.north - self.south) * self.scale * self._stretch, 1)

    @property
    def _stretch(self) -> float:
        """Units per degree of latitude, relative to longitude; the world is drawn in degrees (plate carrée)."""
        if self.id == "world":
            return 1.0
        return 1 / math.cos(math.radians((self.north + self.south) / 2))

    def project(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Map coordinates of a latitude and longitude in degrees (equirectangular projection)."""
        x = (longitude - self.west) * self.scale
        return round(x, 1), round((self.north - latitude) * self.scale * self._stretch, 1)

    def holds(self, latitude: float, longitude: float) -> bool:
        """Whether a point is on the map."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


WORLD = Frame("world", -180, -57, 180, 78, names=False)
ITALY = Frame("italy", 6.4, 35.3, 18.8, 47.3)
MILAN = Frame("milan", 9.0, 45.36, 9.36, 45.58)


@dataclass(frozen=True)
class Dot:
    """A dot for neighbouring places, the one with the most documents first; `label` is written beside it, "" for none."""

    x: float
    y: float
    places: tuple[PlaceCount, ...]
    label: str = ""

    @property
    def radius(self) -> float:
        """Radius in units of the map; grows with the square root of the number of documents."""
        return round(1.6 + 0.9 * math.sqrt(sum(place.count for place in self.places)), 2)


@dataclass(frozen=True)
class Map:
    """A map and its dots, the largest first, so that small ones are on top; `places` counts the places on it."""

    frame: Frame
    dots: tuple[Dot, ...]

    @property
    def places(self) -> int:
        """The number of places on the map."""
        return sum(len(dot.places) for dot in self.dots)


def maps(places: Sequence[PlaceCount]) -> list[Map]:
    """The maps with places, the closest first: Milan and Italy if they have at least two dots, and the world."""
    found = [Map(frame, tuple(dots(places, frame))) for frame in (MILAN, ITALY, WORLD)]
    return [each for each in found if len(each.dots) > (0 if each.frame is WORLD else 1)]


def dots(places: Iterable[PlaceCount], frame: Frame = WORLD) -> list[Dot]:
    """Dots for the places on a map, the largest first; the largest are named if there is room."""
    groups: list[tuple[tuple[float, float], list[PlaceCount]]] = []
    for place in places:
        if place.place is None or not frame.holds(place.place.latitude, place.place.longitude):
            continue
        point = frame.project(place.place.latitude, place.place.longitude)
        near = next(
            (
                group
                for at, group in groups
                if all(abs(a - b) <= _MERGED_WITHIN for a, b in zip(at, point, strict=True))
            ),
            None,
        )
        if near is None:
            groups.append((point, [place]))
        else:
            near.append(place)
    found = sorted((Dot(*point, tuple(group)) for point, group in groups), key=lambda dot: -dot.radius)
    return _named(found) if frame.names else found


def _named(found: Sequence[Dot]) -> list[Dot]:
    """The dots with names on the largest, except names that would overlap others or the edge."""
    taken: list[tuple[float, float, float]] = []  # left, right, middle of each name
    named = []
    for dot in found:
        name = dot.places[0].name
        left, right = dot.x + dot.radius + 1, dot.x + dot.radius + 1 + _LETTER * len(name)
        is_free = all(right < a or left > b or abs(dot.y - y) > _LINE for a, b, y in taken)
        if len(taken) < _NAMED and is_free and right <= _WIDTH:
            taken.append((left, right, dot.y))
            dot = Dot(dot.x, dot.y, dot.places, name)
        named.append(dot)
    return named

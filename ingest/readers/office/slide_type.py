"""Size and weight of the type of a slide's texts, inherited from placeholders, layout and master."""

from collections.abc import Iterator
from typing import Any

from ingest.readers.office.package import attribute, child, tag
from ingest.readers.office.shapes import placeholder

_SIZE = 18.0  # points by default
_OF_MASTER = {"title": "p:titleStyle", "ctrTitle": "p:titleStyle", "": "p:otherStyle"}
_TITLES = {
    "ctrTitle": "title",
    "subTitle": "body",
}  # placeholders of a layout that inherit from another one of the master
_SCALE = 100_000  # of a share in percent


class SlideType:
    """Type size and weight of placeholders, from a layout and its master."""

    def __init__(self, layout: Any, master: Any, root: Any) -> None:
        self._listed = [_list_styles(layout), _list_styles(master)]
        self._master = child(root, "p:txStyles")

    def of(self, shape: Any, paragraph: Any) -> tuple[float, bool]:
        """Size in points and whether it is bold, of the first letters of a paragraph in a shape."""
        stated = list(self._stated(shape, paragraph))
        sizes = (attribute(item, "sz") for item in stated)
        size = next((int(value) / 100 for value in sizes if value.isdigit()), _SIZE)
        weights = (attribute(item, "b") for item in stated)
        scale = attribute(child(shape, "p:txBody", "a:bodyPr", "a:normAutofit"), "fontScale")
        if scale.isdigit():
            size *= int(scale) / _SCALE
        return round(size, 1), next(filter(None, weights), "") in ("1", "true")

    def _stated(self, shape: Any, paragraph: Any) -> Iterator[Any]:
        """Yield the applicable properties of letters, the closest first."""
        runs = (item for item in paragraph if tag(item) in ("a:r", "a:fld"))
        yield child(next((run for run in runs if getattr(child(run, "a:t"), "text", "")), None), "a:rPr")
        depth = attribute(child(paragraph, "a:pPr"), "lvl")
        level = f"a:lvl{int(depth) + 1 if depth.isdigit() else 1}pPr"
        yield child(shape, "p:txBody", "a:lstStyle", level, "a:defRPr")
        kind, index = placeholder(shape)
        for known in self._listed:
            for key in ((kind, index), (kind, "0"), (_TITLES.get(kind, kind), "0")):
                if kind and key in known:
                    yield child(known[key], level, "a:defRPr")
                    break
        yield child(self._master, _OF_MASTER.get(kind, "p:bodyStyle"), level, "a:defRPr")


def _list_styles(tree: Any) -> dict[tuple[str, str], Any]:
    """The list styles of placeholders by type and index, also by type alone."""
    found: dict[tuple[str, str], Any] = {}
    for item in tree:
        kind, index = placeholder(item) if isinstance(item.tag, str) else ("", "")
        style = child(item, "p:txBody", "a:lstStyle") if kind else None
        if style is not None:
            found[kind, index] = style
            found.setdefault((kind, "0"), style)
    return found

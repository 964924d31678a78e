"""Charts and SmartArt diagrams of Word and PowerPoint as lines of text."""

from collections.abc import Iterator
from typing import Any

from ingest.readers.office.package import Package, attribute, child, tag
from ingest.readers.rows import row_line
from kb.text.normalise import one_line

_SERIES = 200  # series and points of a chart that are read
_POINTS = 2000
_DEEPEST = 30  # levels of a diagram


def chart_lines(root: Any) -> list[str]:
    """A chart's titles, then a row of its series' names and one row for each category with their values."""
    titles = chart_titles(root)
    series = [item for item in root.iter() if tag(item) == "c:ser"][:_SERIES]
    if not series:
        return [*titles, *_extended(root)]
    names = [_name(item) for item in series]
    columns = [_points(child(item, "c:val")) or _points(child(item, "c:yVal")) for item in series]
    categories = [_points(child(item, "c:cat")) or _points(child(item, "c:xVal")) for item in series]
    longest = max(categories, key=len)
    rows = sorted({index for points in (longest, *columns) for index in points})[:_POINTS]
    lines = [row_line(["", *names])] if any(names) else []
    lines += [row_line([longest.get(row, ""), *(column.get(row, "") for column in columns)]) for row in rows]
    return [*titles, *filter(None, lines)]


def chart_titles(root: Any) -> list[str]:
    """The titles of a chart and of its axes."""
    return [text for title in root.iter() if tag(title) in ("c:title", "cx:title") and (text := _rich(title))]


def _name(series: Any) -> str:
    text = child(series, "c:tx")
    found = _points(text) if text is not None else {}
    stated = child(text, "c:v")
    return " ".join(found.values()) or (stated.text or "" if stated is not None else "")


def _rich(title: Any) -> str:
    """The text of a title, typed or taken from a cell."""
    texts = [item.text or "" for item in title.iter() if tag(item) in ("a:t", "c:v")]
    return one_line("".join(texts))


def _points(data: Any) -> dict[int, str]:
    """{index: value} of the values that a chart caches from its sheet; levels of categories are joined."""
    found: dict[int, str] = {}
    for level in reversed([item for item in data.iter() if tag(item) in _CACHES]) if data is not None else ():
        percent = "%" in (getattr(child(level, "c:formatCode"), "text", "") or "")
        for point in level:
            value = child(point, "c:v") if tag(point) == "c:pt" else None
            index = attribute(point, "idx")
            if value is not None and value.text and index.isdigit():
                text = _number(value.text, percent=percent)
                found[int(index)] = f"{found[int(index)]} {text}" if int(index) in found else text
    return found


_CACHES = ("c:strCache", "c:numCache", "c:strLit", "c:numLit", "c:lvl")


def _number(text: str, *, percent: bool) -> str:
    """A value as shown: without digits due to binary fractions, and percentages with "%"."""
    try:
        value = float(text) * (100 if percent else 1)
    except ValueError:
        return one_line(text)
    return f"{value:.10g}" + ("%" if percent else "")


def _extended(root: Any) -> list[str]:
    """The data of charts of newer kinds (waterfall, treemap, funnel …)."""
    names = [_rich(item) for item in root.iter() if tag(item) == "cx:tx"]
    levels = [
        [item.text or "" for item in level if tag(item) == "cx:pt"] for level in root.iter() if tag(level) == "cx:lvl"
    ]
    longest = max(map(len, levels), default=0)
    rows = [
        row_line([level[row] if row < len(level) else "" for level in levels]) for row in range(min(longest, _POINTS))
    ]
    return [*filter(None, names), *filter(None, rows)]


def diagram_lines(root: Any) -> list[str]:
    """The texts of a SmartArt diagram's points, each before its children."""
    points = {attribute(point, "modelId"): point for point in root.iter() if tag(point) == "dgm:pt"}
    below: dict[str, list[tuple[int, str]]] = {}
    for link in root.iter():
        if tag(link) == "dgm:cxn" and attribute(link, "type") in ("", "parOf"):
            order = attribute(link, "srcOrd")
            below.setdefault(attribute(link, "srcId"), []).append(
                (int(order) if order.isdigit() else 0, attribute(link, "destId"))
            )
    seen: set[str] = set()

    def walk(identity: str, depth: int) -> Iterator[str]:
        if identity in seen or identity not in points or depth > _DEEPEST:
            return
        seen.add(identity)
        yield from _paragraphs(points[identity])
        for _, target in sorted(below.get(identity, [])):
            yield from walk(target, depth + 1)

    tops = [identity for identity, point in points.items() if attribute(point, "type") == "doc"]
    return [text for identity in (*tops, *points) for text in walk(identity, 0)]


def _paragraphs(point: Any) -> Iterator[str]:
    if attribute(point, "type") in ("pres", "parTrans", "sibTrans"):
        return
    for item in point.iter():
        if tag(item) == "a:p":
            text = one_line(
                "".join(
                    " " if tag(part) == "a:br" else part.text or ""
                    for part in item.iter()
                    if tag(part) in ("a:t", "a:br")
                )
            )
            if text:
                yield text


def drawn_lines(package: Package, graphic: Any, related: dict[str, tuple[str, str]]) -> list[str]:
    """The text of the charts and diagrams that a drawing refers to."""
    lines = []
    for item in graphic.iter():
        name = tag(item)
        target = related.get(attribute(item, "dm" if name == "dgm:relIds" else "id"), ("", ""))[1]
        if name in ("c:chart", "cx:chart") and target and (root := package.xml(target)) is not None:
            lines += chart_lines(root)
        elif name == "dgm:relIds" and target and (root := package.xml(target)) is not None:
            lines += diagram_lines(root)
    return lines

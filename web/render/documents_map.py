"""Map of documents: dots for documents, names of topics at their middle, and a closer view of one topic."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.explore.themes import Point, Themes

_WIDTH, _HEIGHT = 200.0, 124.0  # units for −1..1 in x and y
_MOST = 2000  # dots
_MARGIN = 12.0  # units around the documents of a topic
_SMALLEST = 50.0  # width of a closer view: a topic of two documents isn't drawn across the page
_LINE = 7.0  # height of a line of names, in units of the whole map
_LETTER = 3.3  # width of a letter of a name
_LABEL = 30  # letters of a topic's name on the map at most
_SHIFTS = (
    0.0,
    -6.0,
    6.0,
    -10.0,
    10.0,
)  # of a topic's name from the middle of its documents, where it may cover fewer of them
_ABOVE, _BELOW = 7.0, 3.5  # units above and below a name's line within which it touches a dot
_EDGE = 55.0  # distance from the middle beyond which a name is written towards it


@dataclass(frozen=True)
class Dot:
    """A document on the map; `name`: whether its title is written beside it."""

    point: Point
    x: float
    y: float
    name: bool = False


@dataclass(frozen=True)
class TopicLabel:
    """The name of a topic (its index) near the middle of its documents; `anchor` keeps it within the map."""

    topic: int
    name: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class DocumentsMap:
    """The map to draw: `box` is the SVG's viewBox, `topic` the topic in view, None for the whole map."""

    box: tuple[float, float, float, float]
    dots: tuple[Dot, ...]
    labels: tuple[TopicLabel, ...]
    topic: int | None

    @property
    def scale(self) -> float:
        """Width of the view relative to that of the whole map."""
        return round(self.box[2] / (_WIDTH + 2 * _MARGIN), 3)


def documents_map(themes: Themes, names: Sequence[str], topic: int | None = None) -> DocumentsMap:
    """The map of all documents with the topics' `names`, or around one topic by its index; an unknown index shows all."""
    dots = [Dot(p, round(p.x * _WIDTH / 2, 1), round(p.y * _HEIGHT / 2, 1)) for p in themes.points[:_MOST]]
    own = [dot for dot in dots if topic is not None and dot.point.topic == topic]
    if not own:
        whole = (-_WIDTH / 2 - _MARGIN, -_HEIGHT / 2 - _MARGIN, _WIDTH + 2 * _MARGIN, _HEIGHT + 2 * _MARGIN)
        return DocumentsMap(whole, tuple(dots), tuple(_labels(dots, names)), None)
    box = _around(own)
    shown = [dot for dot in dots if box[0] <= dot.x <= box[0] + box[2] and box[1] <= dot.y <= box[1] + box[3]]
    return DocumentsMap(box, tuple(_named(shown, topic, box[2] / _WIDTH)), (), topic)


def _around(dots: Sequence[Dot]) -> tuple[float, float, float, float]:
    """A view with the map's proportions that contains these dots."""
    left, right = min(d.x for d in dots) - _MARGIN, max(d.x for d in dots) + _MARGIN
    top, bottom = min(d.y for d in dots) - _MARGIN, max(d.y for d in dots) + _MARGIN
    width = max(right - left, (bottom - top) * _WIDTH / _HEIGHT, _SMALLEST)
    height = width * _HEIGHT / _WIDTH
    return (
        round((left + right - width) / 2, 1),
        round((top + bottom - height) / 2, 1),
        round(width, 1),
        round(height, 1),
    )


def _named(dots: Sequence[Dot], topic: int | None, scale: float) -> list[Dot]:
    """The dots, those of the topic with their titles unless these would overlap."""
    lines: list[float] = []
    found = []
    for dot in dots:
        free = dot.point.topic == topic and all(abs(dot.y - y) > _LINE * scale for y in lines)
        if free:
            lines.append(dot.y)
        found.append(Dot(dot.point, dot.x, dot.y, free))
    return found


def _labels(dots: Sequence[Dot], names: Sequence[str]) -> list[TopicLabel]:
    """Labels at the middle of each topic, the largest topics first, without overlapping ones."""
    found: list[TopicLabel] = []
    taken: list[tuple[float, float, float]] = []  # left, right, y of each label
    for topic, name in enumerate(names):
        own = [dot for dot in dots if dot.point.topic == topic]
        if not own:
            continue
        name = _shortened(name)
        x, y = sum(dot.x for dot in own) / len(own), sum(dot.y for dot in own) / len(own)
        anchor = "end" if x > _EDGE else "start" if x < -_EDGE else "middle"
        left = x - len(name) * _LETTER * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        right = left + len(name) * _LETTER
        beside = [dot.y for dot in dots if left <= dot.x <= right]
        lines = [at for start, end, at in taken if start <= right and left <= end]
        free = [y + shift for shift in _SHIFTS if all(abs(y + shift - at) > _LINE for at in lines)]
        if free:
            y = min(free, key=lambda line: sum(line - _ABOVE < at < line + _BELOW for at in beside))
            taken.append((left, right, y))
            found.append(TopicLabel(topic, name, round(x, 1), round(y, 1), anchor))
    return found


def _shortened(name: str) -> str:
    """The name of a topic, or its first phrase if it is too long for the map."""
    if len(name) <= _LABEL:
        return name
    first = name.partition(" · ")[0]
    return first if len(first) <= _LABEL else f"{first[: _LABEL - 1].rstrip()}…"

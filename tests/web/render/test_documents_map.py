"""The map of documents: whole with names of topics, or close to one topic."""

from kb.explore.themes import Point, Themes, TopicCount
from tests.fakes import document
from web.render.documents_map import TopicLabel, documents_map

AT = [(-0.9, -0.9, 0), (-0.8, -0.85, 0), (0.9, 0.9, 1), (0.85, 0.2, 1), (0.0, 0.0, None)]
POINTS = tuple(Point(document(f"d{at}"), x, y, topic) for at, (x, y, topic) in enumerate(AT))
TOPICS = tuple(TopicCount(("a",), (), {}) for _ in range(2))
NAMES = ("acqua · pozzi", "school gardens")
THEMES = Themes((), (), 0, (), TOPICS, POINTS, 5)


def test_the_whole_map_names_its_topics_within_its_edges() -> None:
    drawn = documents_map(THEMES, NAMES)
    assert len(drawn.dots) == 5 and drawn.topic is None and drawn.scale == 1.0
    assert [(label.topic, label.anchor) for label in drawn.labels] == [(0, "start"), (1, "end")]


def test_a_closer_view_holds_the_topic_and_names_its_documents() -> None:
    drawn = documents_map(THEMES, NAMES, 1)
    x, y, width, height = drawn.box
    own = [dot for dot in drawn.dots if dot.point.topic == 1]
    assert drawn.topic == 1 and drawn.labels == () and len(own) == 2 and all(dot.name for dot in own)
    assert all(x <= dot.x <= x + width and y <= dot.y <= y + height for dot in drawn.dots)
    assert drawn.scale < 1 and not any(dot.point.topic == 0 for dot in drawn.dots)


def test_a_topic_that_is_not_there_shows_all() -> None:
    assert documents_map(THEMES, NAMES, 99) == documents_map(THEMES, NAMES)


def _lines(names: tuple[str, ...], apart: float) -> list[float]:
    topics = tuple(TopicCount(("a",), (), {}) for _ in names)
    points = tuple(Point(document(f"d{at}"), apart * at, 0.01 * at, at) for at in range(len(names)))
    return sorted(label.y for label in documents_map(Themes((), (), 0, (), topics, points, 2), names).labels)


def test_names_of_topics_in_one_place_stand_below_each_other_or_are_left_out() -> None:
    one, other = _lines(NAMES, 0.0)
    assert other - one > 7
    one, other = _lines(("acqua", "orti"), 0.3)
    assert other - one < 1, "short names stand beside each other"
    one, other = _lines(("acqua potabile e pozzi", "orti scolastici e giardini"), 0.3)
    assert other - one > 7
    assert len(_lines(("acqua", "orti", "pane", "luce", "casa"), 0.0)) < 5


def _label(name: str, *at: tuple[float, float, int | None]) -> TopicLabel:
    points = tuple(Point(document(f"d{number}"), x, y, topic) for number, (x, y, topic) in enumerate(at))
    (label,) = documents_map(Themes((), (), 0, (), TOPICS[:1], points, len(at)), (name,)).labels
    return label


def test_a_name_stands_where_it_covers_the_fewest_documents() -> None:
    alone = _label("acqua", (-0.5, 0.0, 0), (0.5, 0.0, 0))
    beside = _label("acqua", (-0.5, 0.0, 0), (0.5, 0.0, 0), (0.0, 0.0, None))
    assert alone.y == 0.0 and abs(beside.y) > 5


def test_a_long_name_is_cut_at_a_phrase_or_else_with_an_ellipsis() -> None:
    place = (0.0, 0.0, 0)
    assert _label("accoglienza abitativa · famiglie migranti", place).name == "accoglienza abitativa"
    assert _label("rigenerazione degli spazi condivisi", place).name == "rigenerazione degli spazi con…"
    assert _label("acqua · pozzi", place).name == "acqua · pozzi"

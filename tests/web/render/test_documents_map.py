"""The map of documents: whole with names of topics, or close to one topic."""

from kb.explore.themes import Point, Themes, TopicCount
from tests.fakes import document
from web.render.documents_map import documents_map

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


def _labelled(names: tuple[str, str], apart: float) -> int:
    points = tuple(Point(document(f"d{at}"), apart * at, 0.01 * at, at) for at in range(2))
    return len(documents_map(Themes((), (), 0, (), TOPICS, points, 2), names).labels)


def test_labels_on_each_other_are_left_out() -> None:
    assert _labelled(NAMES, 0.0) == 1
    assert _labelled(("acqua", "orti"), 0.3) == 2, "short names stand beside each other"
    assert _labelled(("acqua potabile e pozzi", "orti scolastici e giardini"), 0.3) == 1

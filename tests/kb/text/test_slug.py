"""Readable, unique parts of addresses."""

import re

from hypothesis import given
from hypothesis import strategies as st

from kb.text.slug import slug


def test_slugs_are_readable_and_each_once() -> None:
    assert slug("Joana Macuácua") == "joana-macuacua"
    assert slug("Maria Rossi", {"maria-rossi"}) == "maria-rossi-2"
    assert slug("Maria Rossi", {"maria-rossi", "maria-rossi-2"}) == "maria-rossi-3"
    assert slug("!!!") == "x"


@given(st.lists(st.text(alphabet="ab é-!", max_size=5), max_size=8))
def test_no_two_names_share_one(names: list[str]) -> None:
    taken: set[str] = set()
    for name in names:
        found = slug(name, taken)
        assert found not in taken and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", found)
        taken.add(found)

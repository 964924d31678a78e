"""Readable, unique parts of addresses, ids and file names."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.normalise import fold
from kb.text.slug import ascii_slug, slug

LATIN = "".join(map(chr, range(32, 127))) + "àèéìòùÀÈÉÌÒÙçñüöäêëÇÑ’‘“”–—…«»·°ª€ﬁ"


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Città di Lodi (Italia)", "citta-di-lodi-italia"),
        ("O’Brien, 1,5 – L'Aquila", "o-brien-1-5-l-aquila"),
        ("Łódź Søren Æther", "lodz-soren-aether"),
        ("李小龙", "li-xiao-long"),
        ("Владимир", "vladimir"),
        ("…", ""),
    ],
)
def test_ascii_slugs_keep_every_letter_in_some_form(text: str, expected: str) -> None:
    assert ascii_slug(text) == expected


@given(st.text(alphabet=LATIN, max_size=60))
def test_ids_of_western_names_are_those_of_earlier_versions(text: str) -> None:
    assert ascii_slug(text) == re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")

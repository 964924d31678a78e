"""Readable, unique parts of addresses."""

from kb.text.slug import slug


def test_slugs_are_readable_and_each_once() -> None:
    assert slug("Joana Macuácua") == "joana-macuacua"
    assert slug("Maria Rossi", {"maria-rossi"}) == "maria-rossi-2"
    assert slug("!!!") == "x"

"""Errors say what is wrong, and the tree in the docstring lists all of them."""

from pathlib import Path

from kb import errors
from kb.errors import LibraryInUse, LibraryTooNew, ModelMismatch, NotFound, PolikbError, Withdrawn


def test_the_tree_names_every_error() -> None:
    known = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, PolikbError)}
    named = {word for line in (errors.__doc__ or "").splitlines() for word in line.split() if word in known}
    assert named == known


def test_messages_name_what_is_wrong_and_what_to_do() -> None:
    home = Path("/srv/kb")
    assert "/srv/kb is in use by polikb serve. Stop that process" in str(LibraryInUse(home, "polikb serve"))
    assert "has schema 9, and this version of polikb supports schemas up to 5. Upgrade" in str(
        LibraryTooNew(home, 9, 5)
    )
    assert "model e5, and the settings name minilm. Run `polikb reindex`" in str(ModelMismatch("e5", "minilm"))


def test_withdrawn_documents_count_as_not_found_and_say_the_day_and_the_reason() -> None:
    assert str(NotFound("document x")) == "There is no document x here."
    withdrawn = Withdrawn("2026-01-31", "At the author's request.")
    assert isinstance(withdrawn, NotFound) and str(withdrawn).endswith("on 2026-01-31. At the author's request.")
    assert str(Withdrawn("2026-01-31", "")).endswith("on 2026-01-31.")

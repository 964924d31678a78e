"""A member's kept things are private, limited, and deleted with the account."""

import pytest

from kb.access.accounts import Accounts
from kb.errors import NotFound, TooMany
from kb.store.database import Database
from kb.workspace.lists import Pin, Workspace

Members = tuple[Database, Accounts, int, int]


def test_works_are_pinned_noted_and_taken_out(members: Members) -> None:
    database, _, anna, _ = members
    workspace = Workspace(database)
    wells = workspace.add_list(anna, "Pozzi")
    for document in ("a", "b", "a"):
        workspace.pin(anna, document, wells.id)
    workspace.note(anna, "b", wells.id, "Da rileggere.")
    assert workspace.find_list(anna, wells.id).pins == (Pin("a", ""), Pin("b", "Da rileggere."))
    other = workspace.add_list(anna, "Altro")
    workspace.pin(anna, "b", other.id)
    assert workspace.pinned(anna) == {"a", "b"}
    workspace.unpin(anna, "b", wells.id)
    assert workspace.pinned(anna) == {"a", "b"}, "it is still in the other list"
    workspace.unpin(anna, "b")
    assert workspace.pinned(anna) == {"a"}
    workspace.remove_list(anna, wells.id)
    assert [(entry.name, entry.pins) for entry in workspace.lists(anna)] == [("Altro", ())]


def test_a_work_that_is_pinned_again_keeps_its_note_and_gets_the_new_one(members: Members) -> None:
    database, _, anna, _ = members
    workspace = Workspace(database)
    own = workspace.add_list(anna, "Mia")
    for note in ("", "Bello.", "Bello.", "Da rileggere.", "Bello.", "rileggere"):
        workspace.pin(anna, "a", own.id, note)
    assert workspace.find_list(anna, own.id).pins == (Pin("a", "Bello.\nDa rileggere.\nrileggere"),)


def test_two_requests_at_once_pin_a_work_once(members: Members, monkeypatch: pytest.MonkeyPatch) -> None:
    database, _, anna, _ = members
    workspace = Workspace(database)
    before = workspace.add_list(anna, "Mia")
    workspace.pin(anna, "a", before.id)
    monkeypatch.setattr(workspace, "find_list", lambda *_: before)  # what the other request has read
    workspace.pin(anna, "a", before.id)
    assert workspace.pinned(anna) == {"a"}


def test_a_member_reaches_nothing_of_anothers(members: Members) -> None:
    database, _, anna, bo = members
    workspace = Workspace(database)
    own = workspace.add_list(anna, "Mia")
    workspace.pin(anna, "a", own.id)
    kept = workspace.keep(anna, "need", "Vorremmo un pozzo.")
    for act in (
        lambda: workspace.find_list(bo, own.id),
        lambda: workspace.remove_list(bo, own.id),
        lambda: workspace.pin(bo, "b", own.id),
        lambda: workspace.note(bo, "a", own.id, "Ciao."),
        lambda: workspace.find_kept(bo, kept.id),
    ):
        with pytest.raises(NotFound):
            act()
    workspace.unpin(bo, "a", own.id)
    workspace.drop(bo, kept.id)
    workspace.set_alert(bo, kept.id, "token")
    assert workspace.find_list(anna, own.id).pins == (Pin("a", ""),)
    assert workspace.kept(anna) == [kept]
    assert (workspace.kept(bo), workspace.lists(bo)) == ([], [])


def test_what_is_kept_twice_is_kept_once(members: Members) -> None:
    database, _, anna, _ = members
    workspace = Workspace(database)
    first = workspace.keep(anna, "search", "acqua kind:thesis")
    assert workspace.keep(anna, "search", "acqua kind:thesis") == first
    assert workspace.keep(anna, "idea", "acqua kind:thesis") != first
    workspace.set_alert(anna, first.id, "token")
    assert workspace.find_kept(anna, first.id).alert == "token"
    workspace.drop(anna, first.id)
    assert [entry.kind for entry in workspace.kept(anna)] == ["idea"]


def test_a_workspace_is_bounded(members: Members, monkeypatch: pytest.MonkeyPatch) -> None:
    database, _, anna, bo = members
    workspace = Workspace(database)
    for limit in ("_MAX_LISTS", "_MAX_PINS", "_MAX_KEPT"):
        monkeypatch.setattr(f"kb.workspace.lists.{limit}", 1)
    own = workspace.add_list(anna, "Mia")
    workspace.pin(anna, "a", own.id)
    workspace.keep(anna, "idea", "Una.")
    with pytest.raises(TooMany, match="lists"):
        workspace.add_list(anna, "Altra")
    with pytest.raises(TooMany, match="list"):
        workspace.pin(anna, "b", own.id)
    with pytest.raises(TooMany, match="workspace"):
        workspace.keep(anna, "idea", "Due.")
    assert workspace.add_list(bo, "Sua").name == "Sua", "another member has limits of their own"


def test_a_workspace_goes_with_its_account(members: Members) -> None:
    database, accounts, anna, _ = members
    workspace = Workspace(database)
    workspace.pin(anna, "a", workspace.add_list(anna, "Mia").id)
    workspace.keep(anna, "idea", "Una.")
    accounts.remove("anna")
    for table in ("lists", "pins", "kept"):
        assert database.rows(f"SELECT * FROM {table}") == [], table

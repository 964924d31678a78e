"""Commands about people and partners."""

import json
from pathlib import Path

import pytest

from kb.cli.people import app
from kb.errors import NotFound, PolikbError, SettingsError
from kb.explore.needs import NeedPart
from kb.library import Library
from kb.settings import Settings
from tests.conftest import Put
from tests.fakes import document
from tests.kb.cli.conftest import Run


def test_experts_are_shown_with_what_proves_it(run: Run, filled: Settings) -> None:
    shown = run(app, "experts", "beekeeping on roofs").stdout
    assert shown == "Ada Rossi\tanswers it\tauthor\t1\t2019\tBees, p. 1\n"
    assert json.loads(run(app, "experts", "beekeeping", "--json").stdout)["people"][0]["id"] == "ada-rossi"
    assert "Nobody: none of the 2 documents" in run(app, "experts", "xyzzy").stdout


def test_a_need_may_stand_in_a_file(run: Run, filled: Settings, tmp_path: Path) -> None:
    need = "We want beekeeping on the roofs of schools. We want to knit woollen socks."
    (tmp_path / "need.txt").write_text(need)
    shown = run(app, "match", str(tmp_path / "need.txt")).stdout
    assert shown == run(app, "match", need).stdout
    assert "Bees (2019, answers it)" in shown and "(2 documents searched): We want to knit woollen socks" in shown
    assert "Nobody has worked on this yet." in run(app, "match", "We want to knit woollen socks.").stdout


def test_each_part_of_a_need_has_a_state_in_the_words_of_the_pages(
    run: Run, filled: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    need = "We want beekeeping on the roofs of schools."
    assert f"\nAnswers it: {need}" in run(app, "match", need).stdout
    monkeypatch.setattr(NeedPart, "state", "related")
    assert f"\nRelated: {need}" in run(app, "match", need).stdout


def test_prior_work_of_an_idea(run: Run, filled: Settings) -> None:
    assert "Bees (2019, answers it)" in run(app, "prior-work", "Beekeeping on roofs of schools").stdout
    assert json.loads(run(app, "prior-work", "Beekeeping on roofs", "--json").stdout)["searched"] == 2


def test_similar_works_of_a_document_or_that_there_are_none(run: Run, filled: Settings) -> None:
    assert run(app, "similar", "bees").stdout == "No other work is close to this one.\n"
    assert json.loads(run(app, "similar", "bees", "--json").stdout) == []
    assert isinstance(run(app, "similar", "nowhere").exception, NotFound)


def test_a_close_work_is_listed_with_what_both_name(run: Run, put: Put, library: Library) -> None:
    put(document("bees"), "Beekeeping on the roofs of schools gives honey.")
    put(document("hives"), "Beekeeping on the roofs of schools gives honey and wax.")
    library.close()
    (line,) = run(app, "similar", "bees").stdout.splitlines()
    assert line.split("\t")[0::3] == ["hives", "Ada Rossi"]


def test_names_are_ruled_and_the_rule_is_listed(run: Run, filled: Settings) -> None:
    assert run(app, "names", "person", "Ada Rossi", "--hide").stdout == "Ada Rossi: hidden\n"
    assert run(app, "names", "person").stdout == "Ada Rossi\thidden\t\n"
    assert run(app, "names", "person", "Ada Rossi", "--forget").stdout == "Ada Rossi: no rule\n"
    assert run(app, "names", "person").stdout == ""
    for arguments, error in (
        (("person", "Ada Rossi"), PolikbError),
        (("person", "Ada Rossi", "--hide", "--apart"), PolikbError),
        (("dog", "Rex", "--hide"), PolikbError),
        (("person", "Nobody", "--hide"), NotFound),
    ):
        assert isinstance(run(app, "names", *arguments).exception, error), arguments


def test_alerts_are_counted_and_need_a_mail_server_to_be_sent(run: Run, filled: Settings) -> None:
    assert run(app, "alerts").stdout == "0 confirmed alerts.\n"
    assert isinstance(run(app, "alerts", "--send").exception, SettingsError)


def test_contacts_are_imported_and_bad_rows_are_named(run: Run, filled: Settings, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("name,email\nAda Rossi,ada@example.org\nUgo Neri,nowhere\n")
    answer = run(app, "contacts", str(path))
    assert answer.exit_code == 1 and "1 contact imported, 1 row left out." in answer.stdout
    assert "line 3: 'nowhere' is no e-mail address" in answer.stderr

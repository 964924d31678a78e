"""The commands as a person runs them: exit codes, what they print, JSON for programs."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kb.settings import Settings
from tests.conftest import SAMPLE
from tests.fakes import write_pdf
from tests.servers import wait_for

pytestmark = pytest.mark.slow

POLIKB = Path(sys.executable).parent / "polikb"


def polikb(settings: Settings, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "POLIKB_HOME": str(settings.home),
        "POLIKB_MODEL_CACHE": str(settings.model_cache),
        **more,
    }
    return subprocess.run(
        [POLIKB, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=600
    )


def test_help_teaches(settings: Settings) -> None:
    for command in (
        "ingest",
        "search",
        "ask",
        "documents",
        "remove",
        "reindex",
        "doctor",
        "ledger",
        "edit",
        "eval",
        "experts",
        "match",
        "prior-work",
        "names",
        "serve",
    ):
        result = polikb(settings, command, "--help")
        assert result.returncode == 0 and len(result.stdout) > 150, command


def test_a_folder_goes_in_and_is_found(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write_pdf(folder / "wells.pdf", [["Bone char filters remove fluoride from 1,850 litres of water."]])
    (folder / "broken.pdf").write_bytes(b"%PDF-nonsense")
    result = polikb(settings, "ingest", str(folder))
    assert result.returncode == 1
    assert (
        "1 added" in result.stdout
        and "1 failed" in result.stdout
        and "broken.pdf: it isn't a valid PDF" in result.stdout
    )
    (folder / "broken.pdf").unlink()
    again = polikb(settings, "ingest", str(folder), "--json")
    assert again.returncode == 0 and json.loads(again.stdout)["unchanged"] == 1
    found = json.loads(polikb(settings, "search", "fluoride", "--json").stdout)
    assert found["hits"][0]["document"]["source"] == "wells.pdf"
    assert "wells.pdf" in polikb(settings, "search", "fluoride").stdout
    answer = json.loads(
        polikb(settings, "ask", "How many litres of water do bone char filters treat?", "--json").stdout
    )
    assert answer["citations"][0]["located"] is True
    (document,) = json.loads(polikb(settings, "documents", "--json").stdout)
    assert set(document) >= {
        "id",
        "title",
        "source",
        "kind",
        "language",
        "year",
        "people",
        "organisations",
        "pages",
        "access",
    }
    assert polikb(settings, "doctor").returncode == 0
    assert polikb(settings, "doctor", "--repair", "--json").returncode == 0
    assert "text" in polikb(settings, "ledger", document["id"]).stdout
    assert "1 passages embedded" in polikb(settings, "reindex").stdout
    assert "There is no document absent" in polikb(settings, "remove", "absent").stderr
    assert "Removed" in polikb(settings, "remove", document["id"]).stdout
    assert json.loads(polikb(settings, "documents", "--json").stdout) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("search", "x"), "There is no library"),
        (("ingest", "/absent/folder"), "no file or folder"),
        (("ingest", "."), "nothing to ingest"),
        (("ingest", ".", "--kind", "poster"), "--kind 'poster' isn't known. It can be thesis"),
        (("remove", "absent"), "There is no library"),
    ],
)
def test_mistakes_end_in_a_sentence(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], says: str
) -> None:
    (tmp_path / "void").mkdir()
    monkeypatch.chdir(tmp_path / "void")
    result = polikb(settings, *arguments)
    assert result.returncode != 0 and says in result.stderr and "Traceback" not in result.stderr


def test_a_server_that_others_can_reach_needs_a_key_and_an_address_that_is_its_own(settings: Settings) -> None:
    exposed = polikb(settings, "serve", "--host", "0.0.0.0")
    assert exposed.returncode != 0 and "POLIKB_SECRET_KEY must be set" in exposed.stderr
    settings.home.mkdir()
    for address in ("192.0.2.1", "2001:db8::1"):
        foreign = polikb(settings, "serve", "--host", address, POLIKB_SECRET_KEY="x")
        assert foreign.returncode != 0 and f"{address}:8000 can't be used: " in foreign.stderr


def test_an_unknown_setting_is_refused(settings: Settings) -> None:
    result = polikb(settings, "documents", POLIKB_HOEM="/tmp")
    assert result.returncode != 0 and "POLIKB_HOEM is not a setting" in result.stderr


def test_a_folder_that_cannot_be_written_is_said(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    result = polikb(settings, "ingest", str(SAMPLE), POLIKB_HOME=str(tmp_path / "file" / "home"))
    assert result.returncode != 0 and "can't be written" in result.stderr


def test_reading_repairs_a_lost_word_index_first(sample_settings: Settings) -> None:
    import shutil

    shutil.rmtree(sample_settings.home / "words")
    assert json.loads(polikb(sample_settings, "search", "acqua", "--json").stdout)["hits"]
    assert polikb(sample_settings, "doctor").returncode == 0


def test_a_full_disk_is_said_and_nothing_is_lost(sample_settings: Settings, tmp_path: Path) -> None:
    before = json.loads(polikb(sample_settings, "documents", "--json").stdout)
    lines = [f"Bone char filters remove fluoride from well number {n}." for n in range(30)]
    write_pdf(tmp_path / "wells.pdf", [[f"{n} {line}" for line in lines] for n in range(200)])
    environment = {
        **os.environ,
        "POLIKB_HOME": str(sample_settings.home),
        "POLIKB_MODEL_CACHE": str(sample_settings.model_cache),
    }
    environment.pop("COVERAGE_PROCESS_CONFIG", None)  # what measures coverage writes files too
    # A limit on the size of files simulates a full disk: writes fail in the same places.
    full = subprocess.run(
        ["bash", "-c", f"ulimit -f 64; exec {POLIKB} ingest {tmp_path / 'wells.pdf'}"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert full.returncode != 0 and "Traceback" not in full.stderr
    assert "can't be written" in full.stderr + full.stdout or "couldn't be read or stored" in full.stderr + full.stdout
    assert json.loads(polikb(sample_settings, "documents", "--json").stdout) == before
    assert polikb(sample_settings, "doctor").returncode == 0


@pytest.mark.server
def test_beside_a_server_one_can_look_but_not_repair(sample_settings: Settings, free_port: int) -> None:
    environment = {
        **os.environ,
        "POLIKB_HOME": str(sample_settings.home),
        "POLIKB_MODEL_CACHE": str(sample_settings.model_cache),
    }
    server = subprocess.Popen(
        [POLIKB, "serve", "--port", str(free_port)], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        wait_for(f"http://127.0.0.1:{free_port}/healthz")
        assert json.loads(polikb(sample_settings, "search", "acqua", "--json").stdout)["hits"]
        refused = polikb(sample_settings, "doctor", "--repair")
        assert (
            refused.returncode != 0
            and f"in use by polikb serve (process {server.pid}) at http://127.0.0.1:{free_port}" in refused.stderr
        )
        taken = polikb(sample_settings, "serve", "--port", str(free_port))
        assert taken.returncode != 0 and "can't be used" in taken.stderr
    finally:
        server.terminate()
        server.communicate(timeout=30)
    assert polikb(sample_settings, "doctor").returncode == 0


def test_the_demo_answers_and_the_sample_can_be_measured(sample_settings: Settings, tmp_path: Path) -> None:
    demo = polikb(sample_settings, "demo", "--no-serve")
    assert demo.returncode == 0 and "41 famiglie" in demo.stdout and "relazione-porte-aperte.pdf" in demo.stdout
    questions = str(SAMPLE / "questions.toml")
    good = polikb(sample_settings, "eval", questions, "--floor", "document@5=0.7", "--json")
    assert good.returncode == 0 and json.loads(good.stdout)["all"]["questions"] == 73
    (tmp_path / "asked.jsonl").write_text('{"question": "Quante famiglie?", "doc": "tetti.pdf", "pages": [9]}\n')
    bad = polikb(sample_settings, "eval", str(tmp_path / "asked.jsonl"), "--floor", "page@1=1.0")
    assert bad.returncode == 1 and "Below the floor: page@1" in bad.stderr


def test_lists_are_lines_in_a_pipe_and_tables_on_a_terminal(sample_settings: Settings) -> None:
    lines = polikb(sample_settings, "documents").stdout.splitlines()
    assert len(lines) == 27 and {line.count("\t") for line in lines} == {7}
    assert "documents\t27" in polikb(sample_settings, "status").stdout.splitlines()
    leader, follower = pty.openpty()
    with os.fdopen(leader, "rb") as shown, os.fdopen(follower, "wb") as terminal:
        environment = {
            **os.environ,
            "POLIKB_HOME": str(sample_settings.home),
            "TERM": "xterm-256color",
            "NO_COLOR": "1",
        }
        listed = [str(POLIKB), "users", "list"]
        added = [str(POLIKB), "users", "add", "anna@example.org", "--role", "curator"]
        subprocess.run(
            added, env=environment, input="a long password\n", text=True, check=True, stdout=subprocess.DEVNULL
        )
        subprocess.run(listed, env=environment, stdout=terminal, check=True)
        table = os.read(shown.fileno(), 4096).decode()
    assert "\t" not in table and re.search(r"name +role +groups", re.sub(r"\x1b\[\d*m", "", table)), table
    assert (
        "anna@example.org" in table and re.search(r"\b1 account\b", table) and not re.search(r"\x1b\[[\d;]*3\dm", table)
    )


def test_who_knows_what_is_needed_and_what_was_done(sample_settings: Settings, tmp_path: Path) -> None:
    found = polikb(sample_settings, "experts", "accoglienza abitativa per migranti")
    assert (
        found.returncode == 0 and "Elena Marchetti\tanswers it\tsupervisor" in found.stdout and ", p. " in found.stdout
    )
    assert "Nobody" in polikb(sample_settings, "experts", "xyzzy").stdout
    need = polikb(sample_settings, "match", "Vorremmo recuperare il cibo invenduto. Vorremmo allevare api sui tetti.")
    assert "Covered in part: works speak of 1 of 2 parts" in need.stdout
    assert "Nothing here speaks of it (27 documents searched): Vorremmo allevare api" in need.stdout
    (tmp_path / "idea.txt").write_text("Interviews with tenants about shared courtyards in Milan.")
    idea = polikb(sample_settings, "prior-work", str(tmp_path / "idea.txt"))
    assert idea.returncode == 0 and "both: " in idea.stdout and "place Milano" in idea.stdout
    assert json.loads(polikb(sample_settings, "prior-work", "courtyards", "--json").stdout)["searched"] == 27


def test_names_are_ruled_by_curators(sample_settings: Settings) -> None:
    assert "Give exactly one of" in polikb(sample_settings, "names", "person", "Elena Marchetti").stderr
    assert polikb(sample_settings, "names", "person", "Nessuno", "--hide").returncode != 0
    assert polikb(sample_settings, "names", "person", "Elena Marchetti", "--hide").returncode == 0
    assert "Elena Marchetti\thidden" in polikb(sample_settings, "names", "person").stdout
    assert (
        "Elena Marchetti"
        not in polikb(sample_settings, "experts", "accoglienza abitativa", "--json")
        .stdout.replace("\\n", " ")
        .split('"text"')[0]
    )
    assert polikb(sample_settings, "names", "person", "Elena Marchetti", "--forget").returncode == 0
    assert "Elena Marchetti" in polikb(sample_settings, "experts", "accoglienza abitativa").stdout


@pytest.mark.server
def test_chroma_runs_as_a_server(sample_settings: Settings, tmp_path: Path, free_port: int) -> None:
    chroma = subprocess.Popen(
        [POLIKB.with_name("chroma"), "run", "--path", str(tmp_path / "chroma"), "--host", "127.0.0.1", "--port", str(free_port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{free_port}"
    on_server = {"POLIKB_CHROMA_URL": url, "POLIKB_EXACT_SEARCH_UP_TO": "0"}
    try:
        wait_for(f"{url}/api/v2/heartbeat")
        findings = json.loads(polikb(sample_settings, "doctor", "--json", **on_server).stdout)
        assert all(finding["sound"] for finding in findings["findings"])
        assert any("rebuilt" in notice for notice in findings["notices"])
        again = json.loads(polikb(sample_settings, "doctor", "--json", **on_server).stdout)
        assert again["notices"] == []
    finally:
        chroma.terminate()
        chroma.wait()
    gone = polikb(sample_settings, "doctor", **on_server)
    assert gone.returncode != 0 and "No Chroma server answers" in gone.stderr

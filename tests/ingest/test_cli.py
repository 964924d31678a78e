"""Wrong options of the commands are refused before anything is read, and a model that fails takes nothing back."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from ingest.cli import app
from kb.errors import PolikbError
from kb.library import Library
from kb.settings import Settings, load_settings
from tests.fakes import HashingEmbedder


@pytest.mark.parametrize("options", [["--kind", "book"], ["--access", "secret"]])
@pytest.mark.parametrize("command", [["ingest", "in"], ["harvest", "oai", "https://x.example/oai"]])
def test_an_unknown_kind_or_access_names_those_that_exist(command: list[str], options: list[str]) -> None:
    choices = "thesis, course, report, other" if options[0] == "--kind" else "public, internal, restricted"
    with pytest.raises(PolikbError, match=rf"{options[0]} '{options[1]}' isn't known. It can be {choices}."):
        CliRunner().invoke(app, [*command, *options], catch_exceptions=False)


@pytest.mark.parametrize("change", ["year", "year=", "year= "])
def test_a_correction_without_a_value_says_how_to_write_one(change: str) -> None:
    with pytest.raises(PolikbError, match="field=value, or --forget year"):
        CliRunner().invoke(app, ["edit", "rossi-tesi-3fa9c1", change], catch_exceptions=False)


@pytest.mark.parametrize("command", [["ingest", "in"], ["harvest", "oai", "https://x.example/oai"]])
def test_without_workers_nothing_can_be_left_to_them(command: list[str]) -> None:
    with pytest.raises(PolikbError, match=r"POLIKB_DATABASE_URL.*without --queue"):
        CliRunner().invoke(app, [*command, "--queue"], catch_exceptions=False)


@pytest.mark.slow
def test_what_was_read_is_counted_though_the_model_fails(tmp_path: Path) -> None:
    file = tmp_path / "pozzo.md"
    file.write_text("Il pozzo dà acqua a 41 famiglie.")
    environment = {"POLIKB_HOME": str(tmp_path / "home"), "POLIKB_MODEL": "openai:none", "POLIKB_MODEL_URL": ""}
    done = CliRunner().invoke(app, ["ingest", str(file), "--access", "public"], env=environment)
    assert done.exit_code == 1 and done.stdout.startswith("1 added.\n1 page searchable"), done.output
    assert "not by meaning: POLIKB_MODEL=openai:… needs POLIKB_MODEL_URL" in done.stderr
    with Library(load_settings(environment), writable=True) as library:
        assert [document.source for document in library.catalogue.all_documents()] == ["pozzo.md"]
        library.embedding_queue.use(HashingEmbedder())
        assert library.embedding_queue.run() == 1, "what waits is embedded once there is a model"


@pytest.mark.slow
def test_forgotten_readers_are_nobody_and_the_audit_log_says_so(tmp_path: Path, settings: Settings) -> None:
    file = tmp_path / "pozzo.md"
    file.write_text("Il pozzo dà acqua a 41 famiglie.")
    environment = {"POLIKB_HOME": str(settings.home), "POLIKB_MODEL_CACHE": str(settings.model_cache)}
    assert CliRunner().invoke(app, ["ingest", str(file), "--access", "restricted"], env=environment).exit_code == 0
    with Library(settings, writable=False) as library:
        (document,) = library.catalogue.all_documents()
    for change, told in ((["readers=anna"], "anna"), (["--forget", "readers"], "")):
        done = CliRunner().invoke(app, ["edit", document.id, *change], env=environment)
        assert done.exit_code == 0 and "returns when" not in done.stderr, done.output
        with Library(settings, writable=False) as library:
            rights = library.catalogue.metadata.rights(file)
        assert rights is not None and "".join(rights.readers) == told
    log = (settings.home / "audit.jsonl").read_text()
    assert log.count(f'"event": "corrected", "document": "{document.id}", "fields": "readers", "by": "command"') == 2

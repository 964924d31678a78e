"""Wrong options of the commands are refused before anything is read."""

import pytest
from typer.testing import CliRunner

from ingest.cli import app
from kb.errors import PolikbError


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

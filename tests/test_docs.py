"""The documentation is complete: every setting, command, route and module is described, and links lead somewhere."""

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

from kb.settings import Settings
from web.app import create_app

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def test_every_setting_is_explained() -> None:
    explained = (DOCS / "settings.md").read_text()
    for field in fields(Settings):
        assert f"`POLIKB_{field.name.upper()}`" in explained


def test_settings_are_explained_in_one_place() -> None:
    assert not re.search(r"^\| `POLIKB_", (ROOT / "README.md").read_text(), re.M)


def test_every_command_is_described() -> None:
    described = (DOCS / "commands.md").read_text()
    polikb = Path(sys.executable).parent / "polikb"
    shown = subprocess.run([polikb, "--help"], capture_output=True, text=True, check=True).stdout
    assert "..." not in shown.replace("[ARGS]...", ""), "a summary is longer than its line"
    commands = re.findall(r"^  ([a-z-]+) ", shown.partition("Commands:")[2], re.M)
    assert len(commands) > 20
    for command in commands:
        assert f"`polikb {command}" in described, command


def test_every_route_of_the_api_is_described(settings: Settings) -> None:
    described = (DOCS / "api.md").read_text()
    for path in create_app(settings).openapi()["paths"]:
        assert re.sub(r"\{\w+\}", "{id}", path) in described, path


def test_the_readme_is_short() -> None:
    lines = (ROOT / "README.md").read_text().splitlines()
    assert len(lines) <= 90
    assert [line for line in lines if len(line) > 120] == []


def test_every_link_leads_somewhere() -> None:
    for path in (*ROOT.glob("*.md"), *DOCS.glob("*.md"), ROOT / "corpora" / "README.md"):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text()):
            assert (path.parent / target).exists(), f"{path.name} points to {target}"


def test_the_architecture_names_every_module() -> None:
    page = (DOCS / "architecture.md").read_text()
    for folder in ("kb", "ingest", "web"):
        for path in (ROOT / folder).rglob("*.py"):
            known = path.stem == "__init__" or path.stem in page or "migrations" in path.parts
            assert known, path.relative_to(ROOT)

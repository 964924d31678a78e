"""The documentation tells the truth: every setting, command and route stands in it; nothing points nowhere."""

import re
from dataclasses import fields
from pathlib import Path

from kb.settings import Settings
from web.app import create_app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def test_every_setting_is_explained() -> None:
    explained = (ROOT / "docs" / "settings.md").read_text()
    for field in fields(Settings):
        assert f"`POLIKB_{field.name.upper()}`" in explained and f"POLIKB_{field.name.upper()}" in README


def test_every_command_is_named() -> None:
    text = README + "".join(path.read_text() for path in (ROOT / "docs").glob("*.md"))
    for command in (
        "ingest", "search", "ask", "serve", "reindex", "doctor", "ledger", "eval", "experts", "match", "prior-work", "names", "alerts",
        "users", "status", "queries", "backup", "restore", "mcp", "remove", "edit", "harvest",
    ):  # fmt: skip
        assert f"polikb {command}" in text


def test_every_route_for_programs_is_named(settings: Settings) -> None:
    for path in create_app(settings).openapi()["paths"]:
        assert re.sub(r"\{\w+\}", "{id}", path) in README


def test_every_link_leads_somewhere() -> None:
    for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text()):
            assert (path.parent / target).exists(), f"{path.name} points to {target}"


def test_every_file_of_the_house_is_on_the_page() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    for folder in ("kb", "ingest", "web"):
        for path in (ROOT / folder).rglob("*.py"):
            assert path.stem == "__init__" or path.stem in page, path.relative_to(ROOT)

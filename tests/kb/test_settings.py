"""Settings are read from the environment, and errors in them are named."""

from dataclasses import replace
from pathlib import Path

import pytest

from kb.errors import SettingsError
from kb.settings import DEFAULT_LISTS, Settings, load_settings


def test_settings_refuse_what_they_do_not_know() -> None:
    with pytest.raises(SettingsError, match="POLIKB_HOEM"):
        load_settings({"POLIKB_HOEM": "x"})
    with pytest.raises(SettingsError, match="POLIKB_WORKERS='many'"):
        load_settings({"POLIKB_WORKERS": "many"})
    with pytest.raises(SettingsError, match="POLIKB_HOME is empty"):
        load_settings({"POLIKB_HOME": ""})
    assert load_settings({"POLIKB_WORKERS": "3", "PATH": "x"}).workers == 3


def test_values_outside_their_range_are_named() -> None:
    with pytest.raises(SettingsError, match="POLIKB_LOG='xml' must be text or json"):
        load_settings({"POLIKB_LOG": "xml"})
    with pytest.raises(SettingsError, match="POLIKB_UNSUPPORTED='' must be mark or remove"):
        load_settings({"POLIKB_UNSUPPORTED": ""})
    with pytest.raises(SettingsError, match="POLIKB_PARSE_MEMORY_MB='400' must be a whole number of at least 512"):
        load_settings({"POLIKB_PARSE_MEMORY_MB": "400"})
    assert load_settings({"POLIKB_QUERY_DAYS": "0"}).query_days == 0


def test_the_home_folder_is_expanded_however_settings_are_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    cache = tmp_path / ".cache" / "polikb" / "models"
    assert (
        Settings().model_cache == load_settings({}).model_cache == replace(Settings(), workers=3).model_cache == cache
    )
    assert Settings(home=Path("~/kb")).home == load_settings({"POLIKB_HOME": "~/kb"}).home == tmp_path / "kb"
    assert Settings(glossary=Path("own.csv")).glossary == tmp_path / "own.csv"
    assert Settings().vocabularies == DEFAULT_LISTS and Settings().glossary.is_file()


@pytest.mark.parametrize(
    "value", ["kb.example.org", "ftp://kb.example.org", "https://", "https://x/a?b", "https://x/ y", 'https://x/"y']
)
def test_a_public_address_is_one(value: str) -> None:
    with pytest.raises(SettingsError, match="must be an address such as"):
        load_settings({"POLIKB_PUBLIC_URL": value})
    assert load_settings({"POLIKB_PUBLIC_URL": "https://x.example/a/b/"}).public_url == "https://x.example/a/b/"

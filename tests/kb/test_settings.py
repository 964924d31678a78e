"""Settings are read from the environment, and errors in them are named."""

import pytest

from kb.errors import SettingsError
from kb.settings import load_settings


def test_settings_refuse_what_they_do_not_know() -> None:
    with pytest.raises(SettingsError, match="POLIKB_HOEM"):
        load_settings({"POLIKB_HOEM": "x"})
    with pytest.raises(SettingsError, match="POLIKB_WORKERS='many'"):
        load_settings({"POLIKB_WORKERS": "many"})
    with pytest.raises(SettingsError, match="POLIKB_HOME is empty"):
        load_settings({"POLIKB_HOME": ""})
    assert load_settings({"POLIKB_WORKERS": "3", "PATH": "x"}).workers == 3

"""Errors of commands are printed as a sentence, unexpected ones with a traceback."""

import pytest
import typer

from kb.errors import LibraryError
from web import cli


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (MemoryError(), "enough memory"),
        (ImportError("libtiff.so: failed to map segment from shared object"), "enough memory"),
        (RuntimeError("Resource temporarily unavailable"), "enough memory"),
        (RuntimeError("can't start new thread"), "enough memory"),
        (RuntimeError("mkl_malloc: failed to allocate memory"), "enough memory"),
        (LibraryError("The library is held."), "The library is held."),
        (OSError(28, "No space left on device"), "Free some space"),
        (OSError(24, "Too many open files"), "ulimit -n"),
    ],
)
def test_what_is_missing_is_told(monkeypatch: pytest.MonkeyPatch, error: Exception, told: str) -> None:
    monkeypatch.setattr(cli, "app", _failing(error))
    with pytest.raises(SystemExit, match=told):
        cli.main()


@pytest.mark.parametrize("error", [LibraryError("\x1b[31m.pdf"), OSError(2, "Missing", "\x1b[31m.pdf")])
def test_a_name_in_an_error_does_not_command_the_terminal(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    monkeypatch.setattr(cli, "app", _failing(error))
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert "\\u001b[31m.pdf" in str(ended.value) and "\x1b" not in str(ended.value)


def test_too_few_open_files_damage_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for code, told in ((24, "ulimit -n"), (5, "The index is damaged")):
        error = LibraryError("The index is damaged.")
        error.__cause__ = OSError(code, "Too many open files")
        monkeypatch.setattr(cli, "app", _failing(error))
        with pytest.raises(SystemExit, match=told):
            cli.main()


@pytest.mark.parametrize("error", [ImportError("No module named 'x'"), RuntimeError("a bug"), KeyError("x")])
def test_a_bug_is_not_hidden(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    monkeypatch.setattr(cli, "app", _failing(error))
    with pytest.raises(type(error)):
        cli.main()


def _failing(error: Exception) -> typer.Typer:
    """A command that raises this."""

    class Failing(typer.Typer):
        def __call__(self, *_: object, **__: object) -> None:
            raise error

    return Failing()

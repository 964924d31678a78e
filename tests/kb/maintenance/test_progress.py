"""Progress goes to standard error, so that --json output stays clean."""

import io

import pytest

from kb.maintenance.progress import ProgressBar


def test_nothing_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    with ProgressBar("Reading", 3) as bar:
        bar.to(1, "a.pdf")
        bar.say("✗ b\x1b[31m.pdf: [damaged]")
        bar.phase("Embedding", None)
        bar.to(2)
    told = capsys.readouterr()
    assert told.out == "" and told.err == "✗ b\\u001b[31m.pdf: [damaged]\n" and bar.done == 2


def test_where_nobody_watches_a_line_tells_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    with ProgressBar("Reading", 3) as bar:
        bar.to(1)
        assert capsys.readouterr().err == ""
        bar._last, bar._started = bar._last - 60, bar._started - 60  # as if a minute had gone by
        bar.to(2)
        assert capsys.readouterr().err == "Reading: 2 of 3, about 30 s left\n"
        bar.phase("Embedding", 40)
        bar._last -= 60
        bar.to(1)
        assert capsys.readouterr().err == "Embedding: 1 of 40\n", "the first step has loaded the model"
        bar._last, bar._started = bar._last - 60, bar._started - 600
        bar.to(20)
        assert capsys.readouterr().err == "Embedding: 20 of 40, about 10 min left\n"
        bar.phase("Counting", None)
        bar._last -= 60
        bar.to(5)
        assert capsys.readouterr().err == "Counting: 5 of at least 5\n"


def test_on_a_terminal_it_is_counted_in_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    told = io.StringIO()
    monkeypatch.setattr(told, "isatty", lambda: True)
    monkeypatch.setattr("sys.stderr", told)
    monkeypatch.setenv("TERM", "xterm")
    with ProgressBar("Looking for files", None) as bar:
        bar.to(31)
        bar._bar.refresh()
        bar.phase("Reading", 40)
        bar.to(7)
        bar._bar.refresh()
    assert "31 of at least 31" in told.getvalue() and "7 of 40" in told.getvalue()

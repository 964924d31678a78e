"""Regular expressions take no exponential time: texts that repeat a pattern's own words hang no process."""

import importlib
import pkgutil
import re
import signal
from collections.abc import Iterator
from types import FrameType

import ingest
import kb
import web

_LENGTH = 300  # characters; a pattern that doubles its steps with every few letters never ends on so many
_SECONDS = 3.0  # of processor time for all searches with one pattern
_ANYTHING = (
    "a ",
    "a",
    "A ",
    "Ab ",
    "1 ",
    "1.",
    "1,",
    "1",
    " ",
    "-",
    "- ",
    "(",
    "'",
    "a'",
    ". ",
    "\n",
    "a\n",
    "| ",
    "a-",
)


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield (module and name, pattern) for each pattern that a module holds, also within tuples, lists and mappings."""
    for package in (kb, ingest, web):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, value in vars(importlib.import_module(module.name)).items():
                yield from ((f"{module.name}.{name}", pattern) for pattern in _within(value))


def _within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, dict | tuple | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _within(inner)


class _Hangs(Exception):
    pass


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _Hangs


def _hangs(pattern: re.Pattern[str]) -> bool:
    words = sorted(set(re.findall(r"[^\W\d_]{2,}", pattern.pattern)))
    signal.setitimer(signal.ITIMER_VIRTUAL, _SECONDS)
    try:
        for unit in (*(f"{word} " for word in words), *_ANYTHING):
            text = f"{(unit * _LENGTH)[:_LENGTH]}\0"  # which no pattern ends with
            pattern.search(text)
            pattern.fullmatch(text)
    except _Hangs:
        return True
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return False


def test_no_pattern_takes_exponential_time() -> None:
    before = signal.signal(signal.SIGVTALRM, _stop)
    try:
        named: dict[re.Pattern[str], str] = {}
        for name, pattern in _patterns():
            named.setdefault(pattern, name)
        assert len(named) > 300, "the patterns are found"
        hanging = [name for pattern, name in named.items() if _hangs(pattern)]
    finally:
        signal.signal(signal.SIGVTALRM, before)
    assert not hanging


def test_a_pattern_that_takes_exponential_time_is_noticed() -> None:
    before = signal.signal(signal.SIGVTALRM, _stop)
    try:
        assert _hangs(re.compile(r"(?:(?:d|ella|della)\s?)+x"))
    finally:
        signal.signal(signal.SIGVTALRM, before)

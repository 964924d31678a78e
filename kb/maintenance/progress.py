"""Progress display for commands: a bar on a terminal, else a plain line every few seconds."""

import sys
import time
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from kb.text.normalise import printable

_LINE_SECONDS = 10.0
_MINUTES = 90  # seconds from which a time is given in minutes


def _count(done: float, total: float | None) -> str:
    """ "3 of 5", or "3 of at least 3" while the total is unknown."""
    return f"{done:.0f} of {f'at least {done:.0f}' if total is None else f'{total:.0f}'}"


class _CountColumn(ProgressColumn):
    """Column with the number of steps done, of how many."""

    def render(self, task: Task) -> Text:
        """The count of a task of the bar."""
        return Text(_count(task.completed, task.total))


class ProgressBar:
    """A progress bar up to `total`, or a counter if that is None. Uses standard error, to keep --json output clean."""

    def __init__(self, label: str, total: int | None) -> None:
        self._label, self._total, self.done = label, total, 0
        self._terminal = sys.stderr.isatty()
        self._last = self._started = time.monotonic()
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), _CountColumn(), TimeRemainingColumn())
        self._bar = Progress(*columns, console=Console(stderr=True), disable=not self._terminal, transient=True)
        self._task = self._bar.add_task(label, total=total)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def to(self, done: int, note: str = "") -> None:
        """Set the progress to `done`; `note` names the current item."""
        self.done = done
        self._bar.update(self._task, completed=done, description=f"{self._label} {printable(note[-40:])}")
        if not self._terminal and time.monotonic() - self._last > _LINE_SECONDS:
            self._last = time.monotonic()
            sys.stderr.write(f"{self._label}: {_count(done, self._total)}{self._rest()}\n")
            sys.stderr.flush()

    def _rest(self) -> str:
        """The time left for the phase, extrapolated from the steps done; "" before the second step and in the last second."""
        left = (self._total or 0) - self.done
        if self.done < 2 or left <= 0:
            return ""
        seconds = (time.monotonic() - self._started) / self.done * left
        if seconds < 1:
            return ""
        return f", about {seconds:.0f} s left" if seconds < _MINUTES else f", about {seconds / 60:.0f} min left"

    def phase(self, label: str, total: int | None) -> None:
        """Start another phase, counting from 0; no effect if it is the current one."""
        if (label, total) != (self._label, self._total):
            self._label, self._total, self.done = label, total, 0
            self._started = time.monotonic()
            self._bar.update(self._task, total=total, completed=0)

    def say(self, line: str) -> None:
        """Print a line above the bar."""
        self._bar.console.print(printable(line), highlight=False, markup=False, soft_wrap=True)

"""Results of reading a file, kept until it can be added: reading needs no lock, adding waits for other writers of the library."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from ingest.build import FileTask
from ingest.readers.pdf.ocr import PageTask
from ingest.sandbox import Sandbox
from ingest.shared_reading import SharedReading

T = TypeVar("T", FileTask, PageTask)
R = TypeVar("R")


class ReadAhead:
    """Runs each task of one file once, in place of a `Sandbox`. A task that has changed meanwhile is a new one."""

    def __init__(self, reading: Sandbox | SharedReading) -> None:
        self._reading = reading
        self._known: list[tuple[Callable[[Any], Any], Any, Any]] = []  # functions, tasks and their results

    def run_all(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[tuple[T, R | Exception]]:
        """Run `function` on each task that it wasn't run on yet; see `Sandbox.run_all`."""
        wanted = list(tasks)
        new = [task for task in wanted if not self._found(function, task)]
        for task, result in self._reading.run_all(function, new):
            self._known.append((function, task, result))
        for task in wanted:
            yield task, self._found(function, task)[0]

    def _found(self, function: Callable[[T], R], task: T) -> list[R | Exception]:
        return [result for known, before, result in self._known if known is function and before == task]

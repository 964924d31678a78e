"""Reading of files by all workers of a database, with the same results in the same order as in child processes."""

import json
import queue
import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Self, TypeVar

from pydantic import TypeAdapter

from ingest.build import FileTask, build_document
from ingest.readers.pdf.ocr import PageTask, scan
from ingest.readers.records import ScannedPage
from ingest.sandbox import Sandbox, reason_of
from ingest.stated.manifest import StatedMetadata
from kb.errors import UnreadableFile
from kb.library import Library
from kb.model import IngestedDocument
from kb.store.jobs.records import LANES, READING, Arguments, Wanted
from kb.store.jobs.results import Results
from kb.store.jobs.shared import SharedJobs
from kb.store.originals import Originals

T = TypeVar("T", FileTask, PageTask)
R = TypeVar("R")
_FUNCTIONS: dict[str, tuple[Callable[[Any], Any], TypeAdapter[Any], TypeAdapter[Any]]] = {
    "read": (build_document, TypeAdapter(FileTask), TypeAdapter(IngestedDocument)),
    "scan": (scan, TypeAdapter(PageTask), TypeAdapter(ScannedPage)),
}
_AHEAD = 3  # queued jobs for each job that can run at a time, so that no worker is idle; by judgement
_FIRST = "# A first file\n\nIt is read when a worker starts, and belongs to no library.\n"


@contextmanager
def reading(library: Library) -> Iterator["Sandbox | SharedReading"]:
    """Yield child processes of this process, or the workers of the library's database if there are any."""
    if library.settings.database_url:
        jobs = SharedJobs(library.settings.database_url)
        try:
            if jobs.workers():
                with SharedReading(library, jobs) as shared:
                    yield shared
                return
        finally:
            jobs.close()
    with Sandbox(library.settings) as sandbox:
        yield sandbox


class SharedReading:
    """Reading by workers. Files are stored beside the originals meanwhile; with no worker left, the rest is read here."""

    def __init__(self, library: Library, jobs: SharedJobs) -> None:
        self._jobs, self._results = jobs, Results(jobs)
        self._originals, self._own = library.originals, Sandbox(library.settings)
        self._sent: dict[Path, str] = {}  # files that wait for workers, and their names there

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the child processes, if there are any."""
        self._own.stop()

    def run_all(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[tuple[T, R | Exception]]:
        """Run `function` on each task; see `Sandbox.run_all`."""
        name = next(name for name, (known, _, _) in _FUNCTIONS.items() if known is function)
        waiting: list[tuple[T, int]] = []
        try:
            for task in tasks:
                waiting.append((task, self._send(name, task)))
                if len(waiting) >= max(self._jobs.workers(), 1) * LANES[READING] * _AHEAD:
                    yield self._first(name, waiting)
            while waiting:
                yield self._first(name, waiting)
        finally:
            for _, job in waiting:
                self._jobs.cancel(job)
            for file in list(self._sent):
                self._forget(file)

    def _send(self, name: str, task: T) -> int:
        """Queue a task for a worker; returns the job's number."""
        if task.file not in self._sent:
            self._sent[task.file] = f"{secrets.token_hex(8)}{task.file.suffix.lower()}"
            self._originals.keep_waiting(task.file, self._sent[task.file])
        text = _FUNCTIONS[name][1].dump_json(task).decode()
        arguments = {"name": task.file.name, "task": text, "file": self._sent[task.file]}
        return self._jobs.defer(Wanted(name, arguments, queue=READING))

    def _forget(self, file: Path) -> None:
        self._originals.forget_waiting(self._sent.pop(file))

    def _first(self, name: str, waiting: list[tuple[T, int]]) -> tuple[T, Any]:
        """The outcome of the task that has waited longest."""
        task, job = waiting.pop(0)
        if (text := self._results.of(job)) is None:
            ((_, result),) = self._own.run_all(_FUNCTIONS[name][0], [task])
        elif "error" in (told := json.loads(text)):
            result = UnreadableFile(told["error"])
        else:
            result = _FUNCTIONS[name][2].validate_python(told["result"])
        if all(other.file != task.file for other, _ in waiting):
            self._forget(task.file)
        return task, result


class Reader:
    """Reads files in a worker, for jobs of `SharedReading`."""

    def __init__(self, library: Library) -> None:
        self._originals: Originals = library.originals
        self._all = [Sandbox(replace(library.settings, workers=1)) for _ in range(LANES[READING])]
        self._free: queue.LifoQueue[Sandbox] = queue.LifoQueue()
        for sandbox in self._all:
            self._free.put(sandbox)

    def tasks(self) -> dict[str, Callable[[Arguments], str]]:
        """The tasks by name."""
        return {name: self._task(name) for name in _FUNCTIONS}

    def _task(self, name: str) -> Callable[[Arguments], str]:
        return lambda arguments: self.read(name, arguments)

    def start(self) -> None:
        """Start the child processes with a dummy file, so that the first job doesn't wait for them."""
        with tempfile.TemporaryDirectory(prefix="polikb-") as folder, ThreadPoolExecutor(len(self._all)) as pool:
            file = Path(folder) / "first.md"
            file.write_text(_FIRST, encoding="utf-8")
            task = FileTask(file, file, file.name, "first", "", StatedMetadata(), "")
            list(pool.map(lambda sandbox: list(sandbox.run_all(build_document, [task])), self._all))

    def rest(self) -> None:
        """End the child processes; the next file starts them again."""
        for sandbox in self._all:
            sandbox.stop()

    def read(self, name: str, arguments: Arguments) -> str:
        """Read the file of a job; returns the result as JSON."""
        function, kind, made = _FUNCTIONS[name]
        sandbox = self._free.get()
        try:
            with tempfile.TemporaryDirectory(prefix="polikb-") as folder:
                file = self._originals.waiting(arguments["file"], Path(folder))
                task = replace(kind.validate_json(arguments["task"]), file=file)
                ((_, result),) = sandbox.run_all(function, [task])
        finally:
            self._free.put(sandbox)
        if isinstance(result, Exception):
            return json.dumps({"error": reason_of(result)})
        return f'{{"result":{made.dump_json(result).decode()}}}'

"""Types of jobs, their queue and their runner: a thread of this process, or workers on any machine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

# Plain JSON values; "name" tells people what a job is about; a worker adds its number as "job".
Arguments = dict[str, Any]
Run = Callable[[Arguments], str | None]  # does a job; returns its result, if somebody waits for one
TASK = "task"  # the job of a task of `kb.maintenance.delegate` that a command left to workers
WORK, READING = "work", "reading"  # queues: jobs that write to the library, which take turns, and reading of files
LANES = {WORK: 1, READING: 2}  # how many jobs of each queue one worker does at a time


@dataclass(frozen=True)
class Wanted:
    """A job: the name of its task with arguments. Of jobs with the same `once` only one waits; jobs with the same `lock` take turns.

    Jobs of a higher `priority` are done first.
    """

    task: str
    arguments: Arguments = field(default_factory=dict)
    once: str = ""
    lock: str = ""
    priority: int = 0
    queue: str = WORK


@dataclass(frozen=True)
class Running:
    """A job that is being done: what, by which worker, since when (ISO 8601, UTC)."""

    what: str
    worker: str
    since: str


@dataclass(frozen=True)
class Overview:
    """Numbers of jobs waiting or running, of jobs given up and of workers, and the running jobs.

    `reasons` say why the latest failures happened, both of jobs given up and of jobs to be tried again.
    """

    waiting: int
    failed: int
    workers: int
    running: list[Running]
    reasons: list[str] = field(default_factory=list)


Periodic = Sequence[tuple[float, Wanted]]  # jobs with the seconds after which they are added again


class Jobs(Protocol):
    """A queue of jobs."""

    def add(self, job: Wanted) -> None:
        """Add a job to the queue, unless one with the same `once` waits there."""


class Runner(Protocol):
    """Runs the jobs of a queue."""

    def start(self, tasks: Mapping[str, Run], idle: Callable[[], None], periodic: Periodic) -> None:
        """Start to run jobs, by the names of their tasks; `idle` is called when there were none for a while, and at the end.

        `periodic` jobs are added again at their intervals.
        """

    def stop(self) -> None:
        """Finish the current jobs and begin no others."""

"""Types of jobs, their queue and their runner: a thread of this process, or workers on any machine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

# Plain JSON values; "name" is a job's subject, shown to people; a worker adds its number as "job".
Arguments = dict[str, Any]
Run = Callable[[Arguments], str | None]  # runs a job; returns its result, if one is waited for
TASK = "task"  # the job of a task that a command queued for workers (`kb.maintenance.delegate`)
WORK, READING = "work", "reading"  # queues: jobs that write to the library, which take turns, and reading of files
LANES = {WORK: 1, READING: 2}  # jobs of each queue that one worker runs at a time


@dataclass(frozen=True)
class Wanted:
    """A job: the name of its task with arguments. Only one job with the same `once` waits; those with the same `lock` take turns.

    Jobs of a higher `priority` run first.
    """

    task: str
    arguments: Arguments = field(default_factory=dict)
    once: str = ""
    lock: str = ""
    priority: int = 0
    queue: str = WORK


@dataclass(frozen=True)
class Running:
    """A running job: its subject, its worker and its start (ISO 8601, UTC)."""

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
        """Finish the current jobs and start no others."""

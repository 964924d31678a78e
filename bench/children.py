"""Control of child processes, which end with the measurement that started them, however it ends."""

import ctypes
import os
import signal
import sys
from pathlib import Path

_SET_PDEATHSIG = 1  # prctl(2), Linux
_LIBC = ctypes.CDLL(None)


def end_with_parent(number: int = signal.SIGKILL) -> None:
    """Have the kernel send this process a signal when the thread that started it ends. Call it in the child."""
    _LIBC.prctl(_SET_PDEATHSIG, int(number))


def end_in_order() -> None:
    """Let SIGTERM end this process like Ctrl-C, so that every `finally` runs."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def hold_to(process: int, cores: set[int]) -> None:
    """Restrict all threads of a process, and those that they start, to these cores."""
    for thread in Path(f"/proc/{process}/task").iterdir():
        os.sched_setaffinity(int(thread.name), cores)

"""Child processes of a measurement end with it."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from bench.children import hold_to

_PARENT = """
import signal, subprocess, sys, time
from bench.children import end_in_order, end_with_parent
end_in_order()
try:
    child = subprocess.Popen(["sleep", "60"], start_new_session=True, preexec_fn=end_with_parent)
    print(child.pid, flush=True)
    time.sleep(60)
finally:
    print("ended in order", flush=True)
"""


def ended(how: signal.Signals) -> str:
    """Start a process with a child and send it a signal; returns its last output, once its child has ended."""
    parent = subprocess.Popen([sys.executable, "-c", _PARENT], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.send_signal(how)
    said = parent.stdout.read()
    parent.wait()
    parent.stdout.close()
    end = time.monotonic() + 10
    while _is_there(child):
        assert time.monotonic() < end
        time.sleep(0.02)
    return said


def _is_there(process: int) -> bool:
    """Whether a process runs; one that has ended and that nobody waited for has no command line."""
    with suppress(FileNotFoundError):
        return bool(Path(f"/proc/{process}/cmdline").read_bytes())
    return False


def test_children_end_with_what_started_them_however_that_ends() -> None:
    assert ended(signal.SIGKILL) == ""
    assert ended(signal.SIGTERM).strip() == "ended in order"


def test_all_threads_of_a_process_are_held_to_cores() -> None:
    with subprocess.Popen(["sleep", "60"]) as child:
        hold_to(child.pid, {min(os.sched_getaffinity(0))})
        assert os.sched_getaffinity(child.pid) == {min(os.sched_getaffinity(0))}
        child.kill()

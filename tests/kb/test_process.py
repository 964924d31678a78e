"""Options of the process take effect when they are set, also in children, and nothing is set at import."""

import gc
import os
import subprocess
import sys

import pytest

from kb.process import limit_linear_algebra_threads, take_short_turns, without_collecting

pytestmark = pytest.mark.slow

THREADS = "import numpy, pathlib; print(pathlib.Path('/proc/self/status').read_text().split('Threads:')[1].split()[0])"
HEAPS = """
import ctypes, sys, threading
from kb.process import share_heaps
if sys.argv[1] == "shared":
    share_heaps()
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fopen.restype = ctypes.c_void_p
all_started = threading.Barrier(8)
def allocate():
    libc.malloc(100_000)
    all_started.wait()
threads = [threading.Thread(target=allocate) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
out = ctypes.c_void_p(libc.fopen(b"/dev/stdout", b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""
OVERWRITTEN = """
import ctypes
from kb.process import overwrite_freed_memory
overwrite_freed_memory()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
print(set(ctypes.string_at(libc.malloc(5000), 5000)))
"""


def run(code: str, *arguments: str) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run([sys.executable, "-c", code, *arguments], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_sets_nothing() -> None:
    code = "import os; before = dict(os.environ); import kb.library, kb.access.accounts, kb.index.nearest.chroma, web.server, web.cli; print(os.environ == before)"
    assert run(code) == "True"


def test_the_command_and_its_children_compute_in_one_thread() -> None:
    command = f"""
import subprocess, sys
from web.cli import main
sys.argv = ["polikb", "--version"]
try:
    main()
except SystemExit:
    pass
{THREADS}
print(subprocess.check_output([sys.executable, "-c", {THREADS!r}], text=True))
"""
    assert run(command).split()[2:] == ["1", "1"]


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="with one core there is one thread anyway")
def test_without_that_numpy_has_more_threads() -> None:
    assert int(run(THREADS)) > 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's allocator only")
def test_threads_share_two_heaps_and_memory_is_overwritten() -> None:
    assert run(HEAPS, "shared").count("<heap nr=") <= 2 < run(HEAPS, "own").count("<heap nr=")
    assert run(OVERWRITTEN) == "{254}"


def test_a_number_of_threads_that_is_stated_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    limit_linear_algebra_threads()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "3"
    monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    limit_linear_algebra_threads()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"


@pytest.mark.parametrize(("started_under", "limit"), [("unlimited", 4 << 30), (str(2 << 20), 2 << 30)])  # KiB
def test_a_limit_of_memory_is_lowered_and_never_raised(started_under: str, limit: int) -> None:
    code = (
        "import resource, kb.process; kb.process.limit_memory(4 << 30); print(resource.getrlimit(resource.RLIMIT_AS))"
    )
    shell = f'ulimit -v {started_under}; exec "{sys.executable}" -c "{code}"'
    told = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == f"({limit}, {limit})"


def test_cycles_are_looked_for_again_after_an_error_too() -> None:
    with pytest.raises(ValueError, match="columns"), without_collecting():
        assert not gc.isenabled()
        with without_collecting():
            pass
        assert not gc.isenabled(), "the outer one goes on"
        raise ValueError("columns")
    assert gc.isenabled()


def test_a_thread_waits_less_for_the_interpreter() -> None:
    before = sys.getswitchinterval()
    try:
        take_short_turns()
        assert sys.getswitchinterval() < before / 5
    finally:
        sys.setswitchinterval(before)

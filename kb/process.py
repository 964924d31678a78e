"""Options of the running process: threads of linear algebra, turns of Python's threads, and glibc's allocator.

Nothing is set at import. The commands, the server and the library call these functions when they start.
"""

import ctypes
import gc
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_PERTURB, _M_ARENA_MAX = -1, -3, -6, -8  # malloc.h
_HEAPS = 2
# Bytes: free memory kept for reuse at a heap's end; size from which memory is allocated outside the heaps.
_KEPT, _OWN = 16 << 20, 4 << 20
_TURN = 0.0005  # seconds
_FILLER = 1  # freed memory is filled with this byte, allocated memory with its complement


def limit_linear_algebra_threads() -> None:
    """Have numpy's OpenBLAS use one thread, here and in child processes. Call it before numpy is imported.

    Its threads wait for work in a busy loop, which takes a second core and makes no search faster. A number set in the
    environment is kept.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def limit_memory(size: int) -> None:
    """Limit the memory of this process to `size` bytes, or to its present limit if that is lower; no core files."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = size if most == resource.RLIM_INFINITY else min(size, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def share_heaps() -> None:
    """Limit glibc's allocator to two heaps, each with little free memory at its end; no effect with another allocator.

    By default it makes up to eight heaps a core, and memory freed in one isn't reused by another. Measured over a simulated day of
    searches and uploads: the server grew from 0.8 to 1 GiB by default, and stays below 0.6 GiB with two. Free memory at a heap's
    end would be kept up to 64 MiB, which embedding passages leaves there.
    """
    _set_allocator(_M_ARENA_MAX, _HEAPS)
    _set_allocator(_M_MMAP_THRESHOLD, _OWN)
    _set_allocator(_M_TRIM_THRESHOLD, _KEPT)


def take_short_turns() -> None:
    """Let a thread that waits for Python's interpreter have it after half a millisecond instead of five.

    A request passes through several threads: behind one that computes an answer, or forty that render pages, each would
    wait that long.
    """
    sys.setswitchinterval(_TURN)


def overwrite_freed_memory() -> None:
    """Have glibc's allocator overwrite memory when it is freed and when it is allocated; no effect with another allocator.

    Chroma writes its whole HNSW buffer to disk, unused slots included, with what that memory held before, such as words of
    withdrawn documents. Search time is unchanged (median +0.7 % over 30 pairs, noise).
    """
    _set_allocator(_M_PERTURB, _FILLER)


def return_freed_memory() -> None:
    """Have glibc's allocator return freed memory to the system; no effect with another allocator.

    After embedding passages, it would keep some 70 MiB of the encoder's working memory.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


@contextmanager
def without_collecting() -> Iterator[None]:
    """Turn off garbage collection while very many objects without cycles are made.

    That saves 1 s of the 2.2 s of CPU time for the columns of a million passages.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _set_allocator(option: int, value: int) -> None:
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(option, value)

"""Folders that take seconds to make, kept in pytest's cache for all workers and later runs."""

import hashlib
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).parent.parent


def copy_prepared(
    config: pytest.Config, name: str, inputs: Iterable[str], target: Path, make: Callable[[Path], None]
) -> Path:
    """Copy the folder that `make` fills to `target`; it is remade only if a file below one of `inputs` has changed.

    `inputs` are paths in the repository. Without pytest's cache the folder is made at `target`.
    """
    if getattr(config, "cache", None) is None:
        make(target)
        return target
    kept = config.cache.mkdir("prepared")
    folder = kept / f"{name}-{digest(inputs)}"
    with FileLock(kept / f"{name}.lock"):
        if not folder.is_dir():
            for outdated in kept.glob(f"{name}-*"):
                shutil.rmtree(outdated)
            aside = kept / f"{name}-aside"
            make(aside)
            aside.rename(folder)
        shutil.copytree(folder, target)
    return target


def digest(inputs: Iterable[str]) -> str:
    """A digest of the files below some paths in the repository."""
    found = hashlib.sha256()
    for top in inputs:
        path = ROOT / top
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                found.update(file.relative_to(ROOT).as_posix().encode())
                found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()[:16]

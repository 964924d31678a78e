"""Outages around the program: a full or read-only disk, too few open files, too little memory, a clock set back, changed bytes.

Each command either works or says what is missing, without a traceback; after the outage nothing is lost, and it works.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.test_faults import reports

POLIKB = Path(sys.executable).parent / "polikb"
_DISK = 60  # MiB
_LEVELS = 24  # amounts of space left, one for each command in turn
_MOST_LEFT = 3_000_000  # bytes; what is written by a command that adds three reports
_FILES = (6, 8, 10, 13, 16, 20, 24, 32, 48, 64)
_MEMORY = (150, 300, 450, 600, 800, 1_000, 1_300, 1_700, 2_500)  # MiB of address space
_FLIPS = 3  # bytes changed in each kind of file, one at a time
_SECONDS = 120


@dataclass
class Row:
    """Counts of commands tried, done, and ended with a clear message; and what was wrong."""

    tried: int = 0
    done: int = 0
    told: int = 0
    wrong: list[str] = field(default_factory=list)

    def count(self, what: str, ended: subprocess.CompletedProcess[str]) -> None:
        """Count the end of a command."""
        self.tried += 1
        said = ended.stderr + ended.stdout
        if "Traceback" in said or ended.returncode < 0:
            self.wrong.append(f"{what}: {said.strip()[-200:] or ended.returncode}")
        elif ended.returncode == 0:
            self.done += 1
        elif said.strip():
            self.told += 1
        else:
            self.wrong.append(f"{what}: nothing said")

    def json(self) -> dict[str, Any]:
        """The published figures."""
        return {
            "tried": self.tried, "done": self.done, "told": self.told, "wrong": len(self.wrong),
            "what": "; ".join(self.wrong[:5]).replace("\n", " ").replace("|", "/") or "none",
        }  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """A library in `home`, a folder of files to add, and a word of its first document."""

    home: Path
    more: Path
    document: str
    word: str

    def run(self, *words: str, before: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command on it; `before` are shell commands that run first."""
        command = ["bash", "-c", f'{before or "exec"} "$0" "$@"', str(POLIKB), *words]
        environment = {**os.environ, "POLIKB_HOME": str(self.home)}
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=_SECONDS)

    @property
    def commands(self) -> list[tuple[str, ...]]:
        """Commands that write, and that read."""
        backup = str(self.home.parent / "backups")
        return [
            ("ingest", str(self.more)), ("edit", self.document, "year=2001"), ("backup", backup), ("reindex",), ("remove", self.document),
            ("search", self.word), ("status",), ("doctor",),
        ]  # fmt: skip

    def held(self) -> list[str]:
        """The ids of its documents."""
        return sorted(document["id"] for document in json.loads(self.run("documents", "--json").stdout or "[]"))


def outages(flips: int = _FLIPS, levels: int = _LEVELS) -> dict[str, Any]:
    """Every fault, each on a copy of the same small library."""
    with tempfile.TemporaryDirectory() as folder:
        ground = _made(Path(folder))
        kept = Path(folder) / "kept"
        shutil.copytree(ground.home, kept)
        rows = {
            "full disk, 60 MiB": _full_disk(ground, kept, levels),
            "disk that can't be written": _read_only(ground, kept),
            "few open files": _limited(ground, kept, [f"ulimit -n {number}; exec" for number in _FILES]),
            "little memory": _limited(ground, kept, [f"ulimit -v {number * 1024}; exec" for number in _MEMORY]),
            "clock set back": _clock(ground, kept),
            "a byte changed in a file": _changed_bytes(ground, kept, flips),
        }
    return {name: row.json() for name, row in rows.items()}


def _made(folder: Path) -> Ground:
    reports(folder / "in", 3)
    reports(folder / "more", 6)
    ground = Ground(folder / "disk" / "home", folder / "more", "", "")
    ground.home.parent.mkdir()
    ground.run("ingest", str(folder / "in")).check_returncode()
    first = json.loads(ground.run("documents", "--json").stdout)[0]
    return Ground(ground.home, ground.more, first["id"], first["title"].split()[0])


def _again(ground: Ground, kept: Path) -> None:
    """Restore the library to its original state."""
    for left in (ground.home, ground.home.parent / "backups"):
        shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(kept, ground.home)


@contextmanager
def _disk(ground: Ground) -> Iterator[bool]:
    """Mount a separate disk for the library; yields False if none can be mounted."""
    place = str(ground.home.parent)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_DISK}m", "tmpfs", place], capture_output=True)
    try:
        yield mounted.returncode == 0
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", "--lazy", place], check=True)


def _full_disk(ground: Ground, kept: Path, levels: int) -> Row:
    row, chance = Row(), random.Random(6)
    with _disk(ground) as is_mounted:
        for at in range(levels if is_mounted else 0):
            _again(ground, kept)
            words = ground.commands[at % len(ground.commands)]
            before, left = ground.held(), chance.randrange(_MOST_LEFT) if at >= len(ground.commands) else 0
            _fill(ground.home.parent, left)
            row.count(f"{words[0]} with {left} bytes", ground.run(*words))
            (ground.home.parent / "fill").unlink()
            _checked(row, ground, words, before)
    return row


def _fill(place: Path, left: int) -> None:
    """Fill a disk up to `left` bytes."""
    free = shutil.disk_usage(place).free
    with (place / "fill").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(free - left, 1))


def _checked(row: Row, ground: Ground, words: Sequence[str], before: Sequence[str]) -> None:
    """Check after the outage: no document is lost, nothing is damaged, and the command works."""
    lost = set(before) - set(ground.held()) - ({ground.document} if words[0] == "remove" else set())
    again, examined = ground.run(*words), ground.run("doctor")  # doctor also reports passages that weren't embedded
    is_gone = words[0] == "remove" and ground.document not in ground.held()
    for what, is_wrong in (
        (f"lost after {words[0]}: {lost}", bool(lost)),
        (f"doctor after {words[0]}: {_unsound(examined.stdout)}", examined.returncode != 0),
        (f"{words[0]} again: {again.stderr[-200:]}", again.returncode != 0 and not is_gone),
    ):
        if is_wrong:
            row.wrong.append(what)


def _unsound(told: str) -> str:
    return "; ".join(line for line in told.splitlines() if not line.startswith("ok"))


def _read_only(ground: Ground, kept: Path) -> Row:
    row = Row()
    with _disk(ground) as is_mounted:
        for words in ground.commands if is_mounted else ():
            _again(ground, kept)
            before = ground.held()
            _remount(ground, "ro")
            row.count(f"{words[0]}, read-only", ground.run(*words))
            _remount(ground, "rw")
            _checked(row, ground, words, before)
    return row


def _remount(ground: Ground, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(ground.home.parent)], check=True)


def _limited(ground: Ground, kept: Path, limits: Sequence[str]) -> Row:
    """Commands in turn, each under a limit of the shell's."""
    row = Row()
    for at, limit in enumerate(limits):
        for words in (ground.commands[at % 5], ground.commands[5 + at % 3]):
            _again(ground, kept)
            before = ground.held()
            row.count(f"{words[0]}, {limit}", ground.run(*words, before=limit))
            _checked(row, ground, words, before)
    return row


def _clock(ground: Ground, kept: Path) -> Row:
    """Commands with a clock two years behind the one that wrote the library (by `faketime`, if installed)."""
    row, faketime = Row(), shutil.which("faketime")
    for words in ground.commands if faketime else ():
        _again(ground, kept)
        before = ground.held()
        row.count(f"{words[0]}, two years ago", ground.run(*words, before=f"exec {faketime} -f -2y"))
        _checked(row, ground, words, before)
    return row


def _changed_bytes(ground: Ground, kept: Path, flips: int) -> Row:
    """Change a byte of each kind of file: `doctor` reports it, or it is repaired, or a search finds the same as before."""
    row, chance = Row(), random.Random(7)
    _again(ground, kept)
    found = ground.run("search", ground.word, "--json").stdout
    kinds: dict[str, list[Path]] = {}
    for path in sorted(kept.rglob("*")):
        if path.is_file() and path.stat().st_size and path.name not in ("lock", "audit.jsonl"):
            relative = path.relative_to(kept)
            kinds.setdefault(f"{relative.parts[0]}{relative.suffix}", []).append(relative)
    for relative in (chance.choice(paths) for paths in kinds.values() for _ in range(flips)):
        _again(ground, kept)
        target = ground.home / relative
        data = bytearray(target.read_bytes())
        at = chance.randrange(len(data))
        data[at] ^= 1 << chance.randrange(8)
        target.write_bytes(data)
        examined, asked = ground.run("doctor"), ground.run("search", ground.word, "--json")
        row.count(f"{relative} at {at}", examined)
        if examined.returncode == 0 and asked.stdout != found:
            row.wrong.append(f"{relative} at {at}: not told, and a search finds something else {asked.stderr[-100:]}")
    return row

"""Damaged files of every format, archives included, through the real readers: ten thousand, none of which may crash anything.

Resumable: `.bench/mutations` keeps the number read and the findings; each call continues for a quarter of an hour, with
its own seeds.
"""

import json
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.sets import WORK
from ingest.readers.registry import READERS
from ingest.sources.zip_archives import extract, members, names
from kb.errors import UnreadableFile
from tests.conftest import SAMPLE
from tests.ingest.conftest import make_files
from tests.ingest.readers.mutations import SECONDS, faults, write_mutations

MUTATIONS, BATCH, CALL = 10_000, 250, 900
_FIRST = 1_000_000  # seed; the tests' begin at 0
_LARGEST = 300_000  # bytes of a file of the sample that is damaged


def sources(folder: Path) -> list[Path]:
    """Whole files to damage: made ones of each format, small ones of the sample, and an archive of some."""
    made = folder / "made"
    made.mkdir()
    make_files(made)
    own = [path for path in sorted((SAMPLE / "files").rglob("*")) if path.suffix in READERS]
    small = [path for path in own if path.stat().st_size <= _LARGEST]
    files = [path for path in sorted(made.rglob("*")) if path.is_file()]
    archive = folder / "archive.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in files[:6]:
            packed.write(path, f"inside/{path.name}")
    return [*files, *small, archive]


def archive_faults(folder: Path, archive: Path, count: int, first: int) -> Iterator[tuple[str, str]]:
    """Yield (name, outcome) of each damaged archive that raises anything but UnreadableFile, or takes too long to unpack."""
    for path in write_mutations(folder, [archive], count, first):
        began = time.monotonic()
        try:
            _unpack(path, folder / "unpacked")
        except Exception as error:  # noqa: BLE001 whatever a reader raises is what is looked for
            yield path.name, f"{type(error).__name__}: {error}"
        if time.monotonic() - began > SECONDS:
            yield path.name, "took longer"
        path.unlink()


def _unpack(archive: Path, target: Path) -> None:
    try:
        listed = members(archive)
        names(archive)
    except UnreadableFile:
        return
    for member in listed:
        try:
            if not member.problem:
                extract(archive, member.name, target)
        except UnreadableFile:
            continue


def mutations(total: int = MUTATIONS, seconds: float = CALL, kept: Path = WORK / "mutations") -> dict[str, Any]:
    """Continue until `total` files are read, for `seconds` at most; returns the counts of all calls together."""
    kept.mkdir(parents=True, exist_ok=True)
    log = kept / "log.json"
    state: dict[str, Any] = json.loads(log.read_text()) if log.is_file() else {"files": 0, "archives": 0, "faults": []}
    end = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as place:
        *files, archive = sources(Path(place))
        folder = Path(place) / "damaged"
        folder.mkdir()
        while state["files"] < total and time.monotonic() < end:
            count = min(BATCH, total - state["files"])
            packed = count // (len(files) + 1)
            first = _FIRST + state["files"]
            for name, what in faults(folder, files, count - packed, first):
                # A busy machine starts a reader late: a file that takes too long is read again, alone.
                again = (
                    faults(folder, files, 1, int(name.partition("-")[0])) if "took longer" in what else [(name, what)]
                )
                state["faults"] += list(again)
            state["faults"] += list(archive_faults(folder, archive, packed, first))
            state["files"], state["archives"] = state["files"] + count, state["archives"] + packed
            log.write_text(json.dumps(state, indent=1))
    return {
        "files": state["files"],
        "of them archives": state["archives"],
        "formats": len({path.suffix for path in files}),
        "faults": len(state["faults"]),
        "what": "; ".join(f"{name}: {what[:100]}" for name, what in state["faults"][:10]) or "none",
    }

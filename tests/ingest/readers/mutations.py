"""Damaged files from whole ones, the same for the same seed: bytes, members of archives, and the XML and text in them.

Run `python -m tests.ingest.readers.mutations FOLDER COUNT` to read COUNT mutations of the files in FOLDER, and print what ends neither
as a result nor as a reason.
"""

import io
import random
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from ingest.readers.records import Parsed
from ingest.readers.registry import READERS, read
from ingest.sandbox import Sandbox
from kb.errors import UnreadableFile
from kb.settings import load_settings

SECONDS = 20  # a reader may take for a small file

Mutation = Callable[[bytes, random.Random], bytes]


def flip(data: bytes, chance: random.Random) -> bytes:
    """Some bytes changed."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 2, 1 + len(data) // 200))):
        changed[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(changed)


def cut(data: bytes, chance: random.Random) -> bytes:
    """A piece left out."""
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.randrange(1, max(2, len(data) // 4)) :]


def repeat(data: bytes, chance: random.Random) -> bytes:
    """A piece repeated."""
    at = chance.randrange(len(data))
    return data[: at + chance.randrange(1, max(2, len(data) // 4))] + data[at:]


def end(data: bytes, chance: random.Random) -> bytes:
    """The end missing."""
    return data[: max(1, chance.randrange(len(data)))]


def odd_text(data: bytes, chance: random.Random) -> bytes:
    """Something put in that readers of text stumble on."""
    odd = (
        b"\0",
        b"\xff\xfe",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"&#0;",
        b"&x;",
        b'"',
        b"<" * 500,
        b"9" * 400,
        b"-1",
        b"\xc3",
        b"(" * 300,
        b"1e999",
        b"\x1b[",
        b"{{{{",
        b"<a>" * 400,
        b"| " * 300,
        b"=" * 300,
        b"\\" * 300,
    )
    at = chance.randrange(len(data))
    return data[:at] + chance.choice(odd) + data[at:]


def numbers(data: bytes, chance: random.Random) -> bytes:
    """A digit replaced by a number that nobody expects there."""
    places = [at for at, byte in enumerate(data) if 48 <= byte <= 57]
    if not places:
        return flip(data, chance)
    at = chance.choice(places)
    return data[:at] + chance.choice((b"99999999999", b"-5", b"0", b"x", b"1.5", b"", b"\xe2\x82\xac")) + data[at + 1 :]


PLAIN: tuple[Mutation, ...] = (flip, cut, repeat, end, odd_text, numbers)


def in_archive(data: bytes, chance: random.Random) -> bytes:
    """One member of an archive damaged, left out, doubled or emptied, so that the archive itself is sound."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    chosen = chance.randrange(len(members))
    name, content = members[chosen]
    action = chance.randrange(8)
    if action == 0:
        del members[chosen]
    elif action == 1:
        members[chosen] = (name, b"")
    elif action == 2:
        other = chance.choice(members)[1]
        members[chosen] = (name, other)
    else:
        members[chosen] = (name, chance.choice(PLAIN)(content, chance) if content else b"x")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, text in members:
            archive.writestr(member, text)
    return packed.getvalue()


def mutated(data: bytes, seed: int) -> bytes:
    """A mutation of a file, always the same for a seed."""
    chance = random.Random(seed)
    if zipfile.is_zipfile(io.BytesIO(data)) and chance.random() < 0.7:
        return in_archive(data, chance)
    return chance.choice(PLAIN)(data, chance)


def write_mutations(folder: Path, sources: list[Path], count: int, first: int = 0) -> Iterator[Path]:
    """Write `count` mutations of the sources in turn, with seeds from `first` on."""
    for number in range(first, first + count):
        source = sources[number % len(sources)]
        path = folder / f"{number}-{source.stem}{source.suffix}"
        path.write_bytes(mutated(source.read_bytes(), number))
        yield path


def faults(folder: Path, sources: list[Path], count: int, first: int = 0) -> Iterator[tuple[str, str]]:
    """(name, what happened) of each mutation that ends neither as a result nor as a reason, or takes too long."""
    settings = replace(load_settings({}), workers=2, parse_seconds=SECONDS, parse_memory_mb=1024)
    with Sandbox(settings) as sandbox:
        for path, result in sandbox.run_all(read, write_mutations(folder, sources, count, first)):
            if isinstance(result, Exception) and not isinstance(result, UnreadableFile):
                yield path.name, f"{type(result).__name__}: {result}"
            elif isinstance(result, UnreadableFile) and ("took longer" in str(result) or "crashed" in str(result)):
                yield path.name, str(result)
            elif not isinstance(result, Parsed | Exception):
                yield path.name, repr(result)
            path.unlink()


def main() -> None:
    """Run as a command."""
    sources = sorted(
        path
        for path in Path(sys.argv[1]).rglob("*")
        if path.is_file() and path.suffix.lower() in READERS and path.stat().st_size
    )
    count, first = int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0
    started, found = time.monotonic(), 0
    with tempfile.TemporaryDirectory() as folder:
        for name, what in faults(Path(folder), sources, count, first):
            found += 1
            sys.stdout.write(f"{name}: {what[:300]}\n")
    sys.stdout.write(f"{count} mutations of {len(sources)} files, {found} faults, {time.monotonic() - started:.0f} s\n")


if __name__ == "__main__":
    main()

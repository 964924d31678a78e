"""Finds the files to ingest, in folders and archives, and the metadata stated for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.readers.registry import READERS
from ingest.sources.zip_archives import Member, extract, members
from ingest.stated.manifest import NAMES, StatedMetadata, overlay, read_manifest, with_origin
from kb.errors import NothingToIngest, UnreadableFile


@dataclass(frozen=True)
class Options:
    """Metadata from the command line for all files, which a manifest overrides; whether to read manifests."""

    kind: str | None = None
    access: str | None = None
    manifest: bool = True


@dataclass(frozen=True)
class Source:
    """A file to ingest: its identity, its path relative to the ingested folder, and where its bytes are.

    A member of an archive has `archive` and `member`, and its `file` doesn't exist before `fetch`. `problem` says why a file
    can't be read.
    """

    path: Path
    source: str
    file: Path
    archive: Path | None = None
    member: Member | None = None
    problem: str = ""

    @property
    def stamp(self) -> str:
        """Size and modification time (in an archive: size and CRC), which change with the file."""
        if self.member:
            return self.member.stamp
        found = self.file.stat()
        return f"{found.st_size}:{found.st_mtime_ns}"

    def fetch(self) -> Path:
        """The path of the file, extracted from its archive if necessary. Raises UnreadableFile."""
        if self.archive and self.member and not self.file.is_file():
            extract(self.archive, self.member.name, self.file)
        return self.file


def find_sources(paths: Sequence[Path], unpacked: Path) -> list[Source]:
    """The files under `paths` with a parser, in order. Members of archives are extracted to `unpacked` later.

    Raises NothingToIngest.
    """
    sources: dict[Path, Source] = {}
    for given in paths:
        path = given.expanduser().absolute()
        if not path.exists():
            raise NothingToIngest(f"There is no file or folder {given}.")
        root = path if path.is_dir() else path.parent
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            inside = file.relative_to(root)
            if not file.is_file() or file.name in NAMES or any(part.startswith(".") for part in inside.parts):
                continue
            if file.suffix.lower() in READERS:
                sources.setdefault(file, Source(file, inside.as_posix(), file))
            elif file.suffix.lower() == ".zip":
                for found in _packed(file, inside.as_posix(), unpacked / str(len(sources))):
                    sources.setdefault(found.path, found)
    if not sources:
        formats = ", ".join([*sorted(READERS), ".zip"])
        raise NothingToIngest(f"There is nothing to ingest in {', '.join(map(str, paths))}. Formats read: {formats}.")
    return list(sources.values())


def _packed(archive: Path, source: str, unpacked: Path) -> list[Source]:
    found = []
    try:
        for member in members(archive, {*READERS, ".zip", *(Path(name).suffix for name in NAMES)}):
            inside = member.name.lstrip("/")
            if Path(inside).name in NAMES:
                if not member.problem:
                    extract(archive, member.name, unpacked / inside)
            elif Path(inside).suffix.lower() in {*READERS, ".zip"}:
                identity, name = archive / inside, f"{source}/{inside}"
                found.append(Source(identity, name, unpacked / inside, archive, member, member.problem))
    except UnreadableFile as error:
        return [Source(archive, source, archive, problem=str(error))]
    return found or [Source(archive, source, archive, problem="it contains no document of a known format")]


def stated_metadata(sources: Sequence[Source], options: Options) -> dict[Path, StatedMetadata]:
    """Metadata from manifests and the command line, by path. The nearest manifest applies. Raises InvalidManifest."""
    manifests: dict[Path, dict[Path, StatedMetadata]] = {}
    stated = {}
    for source in sources:
        found = StatedMetadata()
        if options.manifest:
            depth = len(Path(source.source).parts)
            beside = source.file.parents
            for at, folder in enumerate(list(source.path.parents)[:depth]):
                if folder not in manifests:
                    in_archive = source.archive is not None and folder.is_relative_to(source.archive)
                    manifests[folder] = read_manifest(beside[at] if in_archive else folder, folder)
                if source.path in manifests[folder]:
                    found = manifests[folder][source.path]
                    break
        general = with_origin(StatedMetadata(kind=options.kind, access=options.access), "command line")
        stated[source.path] = overlay(general, found) if options.kind or options.access else found
    return stated

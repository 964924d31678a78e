"""Discovery of files to ingest, in folders and archives, and of the metadata stated for them."""

import itertools
import posixpath
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import KW_ONLY, dataclass, replace
from pathlib import Path, PurePosixPath

from ingest.readers.registry import formats
from ingest.sources.skipped import (
    HIDDEN,
    HIDDEN_FILE,
    as_utf8,
    is_hidden_document,
    skip_reason,
    unread_format_reason,
    walk_sorted,
)
from ingest.sources.zip_archives import Member, extract, members, names
from ingest.stated.access import contained, states_access
from ingest.stated.manifest import StatedMetadata, overlay, plain_path, read_manifest, with_origin
from ingest.stated.manifest_rows import NAMES, is_manifest, is_mistaken
from kb.errors import InvalidManifest, NothingToIngest, UnreadableFile
from kb.model import Access
from kb.text.normalise import account_name

_REASONS = 8  # shown at most where nothing can be read


@dataclass(frozen=True)
class Options:
    """Metadata from the command line or a form for all files, which a manifest overrides; whether to read manifests.

    `default` is the access of new files without a stated one, None for the library's; `loosen` lets statements open known
    documents to more people. `within` is a folder around the given ones, which files keep their names in.
    """

    kind: str | None = None
    access: str | None = None
    _: KW_ONLY
    embargo_until: str | None = None
    readers: tuple[str, ...] = ()
    manifest: bool = True
    default: Access | None = None
    loosen: bool = False
    within: Path | None = None


@dataclass(frozen=True)
class Source:
    """A file to ingest: its identity, its path relative to the ingested folder, and where its bytes are.

    A member of an archive has `archive` and `member`, and its `file` doesn't exist before `fetch`. `problem` says why a file
    can't be read; `is_skipped`: it is only listed.
    """

    path: Path
    source: str
    file: Path
    archive: Path | None = None
    member: Member | None = None
    problem: str = ""
    is_skipped: bool = False

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

    def discard(self) -> None:
        """Delete the file if it was extracted."""
        if self.archive:
            self.file.unlink(missing_ok=True)


def find_sources(
    paths: Sequence[Path], unpacked: Path, listing: Callable[[int], None] = lambda _: None, within: Path | None = None
) -> list[Source]:
    """The files under `paths`, in order; members of archives are extracted to `unpacked` later. `listing` gets the number found.

    Their names are relative to the given folder. Raises NothingToIngest. With `within`, a folder around all of them, they are
    relative to that, and that none can be read is no error.
    """
    sources: dict[Path, Source] = {}
    for given in paths:
        path = given.expanduser().absolute()
        is_folder = _is_folder(path, given)
        root = within or (path if is_folder else path.parent)
        for file, problem in walk_sorted(path):
            inside = as_utf8(file.relative_to(root))
            if problem:
                sources.setdefault(as_utf8(file), Source(as_utf8(file), inside.as_posix(), file, problem=problem))
            elif file.name.lower() in NAMES:
                continue
            elif file != path and any(part.startswith(HIDDEN) for part in inside.parts):
                if is_hidden_document(inside):
                    sources.setdefault(as_utf8(file), _skipped(file, inside, HIDDEN_FILE))
            else:
                for found in _sources_of(file, inside, unpacked / str(len(sources))):
                    sources.setdefault(found.path, found)
            listing(len(sources))
    _skip_readmes(sources, {given.expanduser().absolute() for given in paths})
    if not within and all(source.is_skipped for source in sources.values()):
        raise NothingToIngest(_nothing_in(paths, sources.values()))
    return list(sources.values())


def _nothing_in(paths: Sequence[Path], skipped: Iterable[Source]) -> str:
    """The message that nothing under `paths` can be read: the reasons, each with the first file that it keeps out, and the formats."""
    first: dict[str, str] = {}
    for source in skipped:
        first.setdefault(source.problem, source.source)
    reasons = "".join(f"\n  {name}: {why}" for why, name in itertools.islice(first.items(), _REASONS))
    read = ", ".join([*sorted(formats()), ".zip"])
    return f"There is nothing to ingest in {', '.join(map(str, paths))}.{reasons}\nFormats read: {read}."


def _is_folder(path: Path, given: Path) -> bool:
    """Whether a path is a folder. Raises NothingToIngest if it doesn't exist."""
    try:
        if path.exists():
            return path.is_dir()
    except OSError as error:
        raise NothingToIngest(f"{given} can't be opened: {error.strerror}.") from error
    raise NothingToIngest(f"There is no file or folder {given}.")


def _sources_of(file: Path, inside: Path, unpacked: Path) -> list[Source]:
    """The sources at a path, to ingest or to report as skipped; `inside` is the path within the ingested folder."""
    try:
        why = skip_reason(file)
    except OSError as error:
        return [Source(as_utf8(file), inside.as_posix(), file, problem=f"it can't be opened: {error.strerror}")]
    if why:
        return [_skipped(file, inside, why)]
    if file.is_dir():
        return []
    if file.suffix.lower() == ".zip":
        return _packed(file, inside.as_posix(), unpacked)
    return [Source(as_utf8(file), inside.as_posix(), file)]


def _skipped(file: Path, inside: Path, why: str) -> Source:
    return Source(as_utf8(file), inside.as_posix(), file, problem=why, is_skipped=True)


def _skip_readmes(sources: dict[Path, Source], given: Set[Path]) -> None:
    """Mark files called README beside documents as skipped, unless they are given by name."""
    readmes = {path for path, source in sources.items() if path.stem.lower() == "readme" and source.file not in given}
    if any(not source.is_skipped for path, source in sources.items() if path not in readmes):
        for path in readmes:
            why = "it describes the folder; to add it as a document, name the file"
            sources[path] = replace(sources[path], problem=why, is_skipped=True)


def _packed(archive: Path, source: str, unpacked: Path) -> list[Source]:
    found = []
    try:
        for member in members(archive):
            inside = member.name.lstrip("/")
            identity, name = archive / inside, f"{source}/{inside}"
            if Path(inside).name.lower() in NAMES:
                if not member.problem:
                    extract(archive, member.name, unpacked / inside)
            elif why := unread_format_reason(inside):
                found.append(Source(identity, name, archive, problem=why, is_skipped=True))
            else:
                found.append(Source(identity, name, unpacked / inside, archive, member, member.problem))
    except UnreadableFile as error:
        return [Source(archive, source, archive, problem=str(error))]
    if all(member.is_skipped for member in found):
        return [Source(archive, source, archive, problem="it contains no document of a known format")]
    return found


def stated_metadata(sources: Sequence[Source], options: Options) -> tuple[dict[Path, StatedMetadata], list[Source]]:
    """Metadata from manifests and the command line, by path, and what manifests list without there being such a file.

    The nearest manifest applies, for access the strictest. Raises InvalidManifest, also for a row that states access but matches
    no file, which would be ingested without it.
    """
    readers = tuple(("reader", account_name(name)) for name in options.readers)
    said = StatedMetadata(kind=options.kind, access=options.access, embargo_until=options.embargo_until, facts=readers)
    general = with_origin(said, "command line")
    manifests = _Manifests()
    stated = {}
    for source in sources:
        if options.manifest and is_mistaken(source.path.name):
            why = "isn't read as a manifest; save it as manifest.csv, or add it as a document with --no-manifest"
            raise InvalidManifest(source.path, "the file", why)
        found = manifests.of(source) if options.manifest else StatedMetadata()
        stated[source.path] = overlay(general, found) if said != StatedMetadata() else found
    return stated, manifests.missing()


class _Manifests:
    """The manifests of a run, each read once, and the rows that matched a file.

    Those of enclosing folders count, too: ingesting a part of a folder doesn't change the access that its manifest states.
    """

    def __init__(self) -> None:
        self._roots: dict[Path, Path] = {}  # the ingested folder, of each folder of which all files are ingested
        self._rows: dict[Path, dict[str, StatedMetadata]] = {}
        self._places: dict[Path, tuple[Path, Path | None]] = {}  # the folder of a manifest, and its archive
        self._fitting: dict[Path, set[str]] = {}

    def of(self, source: Source) -> StatedMetadata:
        """The metadata stated for a file, and for the folders and archives that contain it."""
        found, around = StatedMetadata(), []
        inside = list(source.path.parents)[: len(Path(source.source).parts)]
        self._roots.update(dict.fromkeys(inside, inside[-1]))
        for at, folder in enumerate(source.path.parents):
            in_archive = source.archive is not None and folder.is_relative_to(source.archive)
            rows = self._read(folder, source.file.parents[at] if in_archive else folder, source.archive)
            if not rows:
                continue
            name = plain_path(source.path.relative_to(folder).as_posix(), folder)
            steps = [name, *(str(parent) for parent in PurePosixPath(name).parents)]
            self._fitting[folder].update(steps)
            for step in steps:
                if step == name and step in rows and found == StatedMetadata():
                    found = rows[step]
                elif step in rows:
                    around.append(rows[step])
        for container in around:
            found = contained(found, container)
        return found

    def _read(self, folder: Path, place: Path, archive: Path | None) -> dict[str, StatedMetadata]:
        if folder not in self._rows:
            self._rows[folder], self._fitting[folder] = read_manifest(place), set()
            self._places[folder] = place, archive if place != folder else None
        return self._rows[folder]

    def missing(self) -> list[Source]:
        """The rows that match no file, as skipped sources. Raises InvalidManifest for one that states access."""
        found = []
        for folder, rows in self._rows.items():
            unmatched = rows.keys() - self._fitting[folder] if folder in self._roots else set()
            lost = sorted(unmatched - self._names_in(folder)) if unmatched else []
            for name in sorted(lost, key=lambda name: not states_access(rows[name])):
                place = next((file for file in self._places[folder][0].iterdir() if is_manifest(file)), folder)
                if states_access(rows[name]):
                    why = (
                        "states who may see a file, but there is none of this name; correct the path, or delete the row"
                    )
                    raise InvalidManifest(place, name, why)
                inside = folder.relative_to(self._roots[folder]) / name
                found.append(
                    Source(
                        folder / name, inside.as_posix(), folder / name, is_skipped=True,
                        problem=f"{place.name} has a row about it, but there is no such file",
                    )
                )  # fmt: skip
        return found

    def _names_in(self, folder: Path) -> set[str]:
        """The plain paths of everything in a folder, or beside a manifest in an archive."""
        archive = self._places[folder][1]
        if archive is None:
            return {plain_path(file.relative_to(folder).as_posix(), folder) for file in folder.rglob("*")}
        inside = folder.relative_to(archive).as_posix()
        return {posixpath.relpath(plain_path(name, archive), plain_path(inside, archive)) for name in names(archive)}

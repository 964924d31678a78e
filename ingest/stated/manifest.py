"""A folder's `manifest.toml` or `manifest.csv`: metadata with precedence over that found in the documents.

TOML has one `[[document]]` table per file, archive or folder, CSV one row. Fields: `path` (relative to the manifest),
`title`, `authors` (separated by ";"), `supervisors`, `people` (TOML: tables with `name` and `role`), `organisations`
(likewise, or names separated by ";"), `publishers` (as catalogues call whoever made it public; universities become the
document's), `projects` (names of the projects it belongs to), `year`, `kind`, `language`, `abstract`, `access`,
`embargo_until`, and the facts `subtitle`, `degree_course`, `department`, `school`, `academic_year`, `course_code`,
`keywords` (separated by ";"), `host`, `funding`, `period`, `place` (or `places`), `record` (a link), `doi`, `handle`,
`sdgs` (numbers of Sustainable Development Goals, ";" between them), `readers` (names of members or groups who may see a
restricted document). An ORCID iD or ROR id may follow a name in brackets, or be given as `orcid` or `ror` in its table.
Other fields are ignored. Corrections have the same fields.
"""

import os
import posixpath
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from ingest.stated.listed_names import listed_person
from ingest.stated.manifest_rows import FACTS, FIELDS, is_manifest, rows_of
from ingest.stated.name_ids import id_facts, without_id
from kb.errors import InvalidManifest
from kb.identifiers import doi, handle
from kb.model import ACCESSES, GOALS, KINDS, Named, Origin
from kb.people.kinds import organisation_kind
from kb.text.normalise import account_name, one_line, plain_characters

OVERLAID = ("title", "kind", "language", "year", "access", "embargo_until", "abstract", "people", "organisations")
NO_READER = ("reader", "")  # the statement that nobody is named as a reader
# Fields with one text or number; a list or table in them is a slip.
_SINGLE = (
    "title",
    "kind",
    "language",
    "year",
    "abstract",
    *(name for name in FACTS if name not in ("keywords", "place", "sdgs", "readers")),
)
_ROLES = {
    "people": ("author", "supervisor", "co-supervisor", "teacher", "examiner", "coordinator", "contact", "acknowledged"),
    "organisations": ("partner", "university", "department", "degree course", "host", "funder", "municipality", "publisher", "project"),
}  # fmt: skip
_LANGUAGE = r"[A-Za-z]{2}(?:[-_].*)?"  # "it", "IT", "en-GB"
_PEOPLE = {"authors": "author", "supervisors": "supervisor", "co_supervisors": "co-supervisor", "teachers": "teacher"}


@dataclass(frozen=True)
class StatedMetadata:
    """Metadata stated for one document; None or () if nothing is. `origins` has the origin of each field.

    `facts` are (name, value) of other fields, with NO_READER among them if a person stated that there is none. `doubts` are
    messages about values that couldn't be used.
    """

    title: str | None = None
    kind: str | None = None
    language: str | None = None
    year: int | None = None
    access: str | None = None
    embargo_until: str | None = None
    abstract: str | None = None
    people: tuple[Named, ...] = ()
    organisations: tuple[Named, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    origins: tuple[tuple[str, Origin], ...] = ()
    doubts: tuple[str, ...] = field(default=(), compare=False)


def read_manifest(folder: Path) -> dict[str, StatedMetadata]:
    """The entries of the manifest in `folder`, by path relative to it (see `plain_path`); {} without a manifest.

    Raises InvalidManifest for a file that can't be parsed, and for an invalid or contradictory access or embargo, because
    access to possibly confidential documents is never guessed.
    """
    is_listed = folder.is_dir() and os.access(folder, os.R_OK)
    found = sorted(file for file in folder.iterdir() if is_manifest(file)) if is_listed else []
    if not found:
        return {}
    if len(found) > 1:
        raise InvalidManifest(found[0], "the folder", f"has another manifest, {found[1].name}; keep one of them")
    stated: dict[str, StatedMetadata] = {}
    for number, row in enumerate(rows_of(found[0]), 1):
        where = f"document {number}"
        if not str(row.get("path") or "").strip():
            raise InvalidManifest(found[0], where, "has no path; give the file's path relative to the manifest")
        name, where = plain_path(str(row["path"]), folder), f"{where} ({row['path']})"
        entry = with_origin(_stated(found[0], where, row), "manifest")
        if entry.access not in (None, "restricted") and any(name == "reader" for name, _ in entry.facts):
            why = f"names readers, though its access is {entry.access}; write restricted, or leave the readers out"
            raise InvalidManifest(found[0], where, why)
        if name in stated and _rights(stated[name]) != _rights(entry):
            raise InvalidManifest(found[0], where, "is listed twice, with another access; delete one of the rows")
        stated[name] = entry
    return stated


def plain_path(path: str, folder: Path) -> str:
    """A path normalised for comparing manifests and files: relative to `folder`, composed accents, lower case, slashes.

    "./Tesi\\Però.pdf" is "tesi/però.pdf", however the accent is encoded.
    """
    name = unicodedata.normalize("NFC", path.strip()).replace("\\", "/")
    if name.startswith("/"):
        name = os.path.relpath(name, unicodedata.normalize("NFC", str(folder)))
    return unicodedata.normalize("NFC", posixpath.normpath(name).casefold())


def _rights(stated: StatedMetadata) -> tuple[object, ...]:
    readers = frozenset(value for name, value in stated.facts if name == "reader")
    return stated.access, stated.embargo_until, readers


def _stated(path: Path, where: str, row: Mapping[str, Any]) -> StatedMetadata:
    doubts = [f"the stated {name} is a list; left out" for name in _SINGLE if isinstance(row.get(name), list | dict)]
    row = {
        name: plain_characters(value) if name == "abstract" and isinstance(value, str) else _on_one_line(value)
        for name, value in row.items()
        if name not in _SINGLE or not isinstance(value, list | dict)
    }

    def text(name: str) -> str | None:
        return str(row.get(name) or "").strip() or None

    access, kind = ((text(name) or "").lower() or None for name in ("access", "kind"))
    if access is not None and access not in ACCESSES:
        raise InvalidManifest(path, where, f"access {access!r} must be one of {', '.join(ACCESSES)}")
    if kind is not None and kind not in KINDS:
        doubts.append(f"the stated kind {kind!r} isn't one of {', '.join(KINDS)}; taken from the document")
        kind = None
    year = text("year")
    if year is not None and not re.fullmatch(r"\d{4}", year):
        doubts.append(f"the stated year {year!r} isn't a year; taken from the document")
        year = None
    language = (text("language") or "").lower()[:2] if re.fullmatch(_LANGUAGE, text("language") or "") else None
    if text("language") and not language:
        doubts.append(
            f"the stated language {text('language')!r} isn't a code such as it or en; taken from the document"
        )
    people, bodies = _people(row, doubts), _organisations(row, doubts)
    readers = tuple(("reader", account_name(name)) for name in _readers(path, where, row.get("readers")))
    facts = (*_facts(row, doubts), *readers, *id_facts("orcid", people, doubts), *id_facts("ror", bodies, doubts))
    return StatedMetadata(
        text("title"), kind, language, int(year) if year else None, access, _embargo(path, where, row),
        text("abstract"), tuple(named for named, _ in people), with_projects(row, tuple(named for named, _ in bodies)),
        facts, doubts=tuple(doubts),
    )  # fmt: skip


def _on_one_line(value: Any) -> Any:
    """A stated value with each text in it on one line: in RIS, a line of a name would be a field, and XML can't hold control characters."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, Mapping):
        return {name: _on_one_line(inner) for name, inner in value.items()}
    return [_on_one_line(inner) for inner in value] if isinstance(value, list) else value


def _facts(row: Mapping[str, Any], doubts: list[str]) -> tuple[tuple[str, str], ...]:
    values = {name: str(row.get(name) or "").strip() for name in _SINGLE if name in FACTS}
    for name, read in (("doi", doi), ("handle", handle)):
        if values[name] and not read(values[name]):
            doubts.append(f"the stated {name} {values[name]!r} is none; left out")
        values[name] = read(values[name])
    single = ((name.replace("_", " "), value) for name, value in values.items() if value)
    places = [("place", place) for place in _names(row.get("places") or row.get("place"))]
    goals = [goal for goals in _names(row.get("sdgs")) for goal in re.split(r"\s*,\s*", goals)]
    doubts += [f"the stated goal {goal!r} isn't one of 1 to 17; left out" for goal in goals if goal not in GOALS]
    return (
        *single,
        *dict.fromkeys(places),
        *(("keywords", word) for word in _names(row.get("keywords"))),
        *(("sdg", goal) for goal in dict.fromkeys(goals) if goal in GOALS),
    )


def with_origin(stated: StatedMetadata, origin: Origin) -> StatedMetadata:
    """The same metadata, with `origin` as the origin of every field."""
    names = [name for name in OVERLAID if getattr(stated, name)] + [name for name, _ in stated.facts]
    return replace(stated, origins=tuple((name, origin) for name in dict.fromkeys(names)))


def overlay(base: StatedMetadata, over: StatedMetadata) -> StatedMetadata:
    """Both merged; `over` has precedence, field by field, and names role by role."""
    changed = {name: getattr(over, name) for name in OVERLAID if getattr(over, name)}
    for name in ("people", "organisations"):
        roles = {named.role for named in getattr(over, name)}
        kept = (named for named in getattr(base, name) if named.role not in roles)
        changed[name] = (*getattr(over, name), *kept)
    renamed = {name for name, _ in over.facts}
    facts = (*(fact for fact in base.facts if fact[0] not in renamed), *over.facts)
    origins = {**dict(base.origins), **dict(over.origins)}
    doubts = (*base.doubts, *over.doubts)
    return replace(base, **changed, facts=facts, origins=tuple(origins.items()), doubts=doubts)


def correction(path: Path, changes: Mapping[str, str]) -> StatedMetadata:
    """A person's corrections of the document from `path`; empty readers are the statement that there are none.

    Raises InvalidManifest for an unknown field or invalid value.
    """
    unknown = sorted(set(changes) - set(FIELDS))
    if unknown:
        raise InvalidManifest(path, unknown[0], f"isn't a field; fields are {', '.join(FIELDS)}")
    stated = _stated(path, "the correction", changes)
    if stated.doubts:
        raise InvalidManifest(path, "the correction", stated.doubts[0].partition(";")[0])
    if "readers" in changes and not any(name == "reader" for name, _ in stated.facts):
        stated = replace(stated, facts=(*stated.facts, NO_READER))
    return with_origin(stated, "person")


def _embargo(path: Path, where: str, row: Mapping[str, Any]) -> str | None:
    value = row.get("embargo_until")
    if value in (None, ""):
        return None
    try:
        return (value if isinstance(value, date) else date.fromisoformat(str(value))).isoformat()[:10]
    except ValueError as error:
        raise InvalidManifest(path, where, f"embargo_until {value!r} must be a date such as 2027-01-31") from error


def _names(value: Any) -> list[str]:
    names = value if isinstance(value, list) else re.split(r"\s*;\s*", str(value or ""))
    # Lists are often separated by commas: "Rossi, Maria" is one person, "Maria Rossi, Ugo Bo" are two.
    if len(names) == 1 and all(" " in part.strip() for part in str(names[0]).split(",")):
        names = str(names[0]).split(",")
    return [str(name).strip() for name in names if str(name).strip() and not str(name).strip().startswith("(")]


def _readers(path: Path, where: str, value: Any) -> list[str]:
    """The names of readers. Raises InvalidManifest for what isn't a list of names: nobody would have the name that it makes."""
    if isinstance(value, str) and "," in value and ";" not in value:
        raise InvalidManifest(path, where, f"readers {value!r} must be separated by semicolons")
    names = value if isinstance(value, list) else str(value or "").split(";")
    if not all(isinstance(name, str | int) for name in names):
        raise InvalidManifest(path, where, f"readers {value!r} must be names of members and groups")
    return [str(name).strip() for name in names if str(name).strip()]


def _people(row: Mapping[str, Any], doubts: list[str]) -> list[tuple[Named, str]]:
    """The people of a row, each with the ORCID iD stated for them; "" for none."""
    listed = [
        (*without_id("orcid", name), role) for field_, role in _PEOPLE.items() for name in _names(row.get(field_))
    ]
    listed += _tables(row, "people", "orcid", doubts)
    return [(listed_person(name, role), orcid) for name, orcid, role in listed]


def _organisations(row: Mapping[str, Any], doubts: list[str]) -> list[tuple[Named, str]]:
    """The organisations of a row, each with the ROR id stated for it; "" for none."""
    listed = _tables(row, "organisations", "ror", doubts)
    for name, ror in (without_id("ror", publisher) for publisher in _names(row.get("publishers"))):
        listed.append((name, ror, "university" if organisation_kind(name, ()) == "university" else "publisher"))
    return [(Named(name, role), ror) for name, ror, role in listed]


def with_projects(row: Mapping[str, Any], organisations: tuple[Named, ...]) -> tuple[Named, ...]:
    """The organisations, followed by the projects of a row."""
    return (*organisations, *(Named(name, "project") for name in _names(row.get("projects"))))


def _tables(row: Mapping[str, Any], field_: str, key: str, doubts: list[str]) -> list[tuple[str, str, str]]:
    """(name, identifier, role) of each entry, a table or a name; the identifier is under `key` or after the name."""
    value: Any = row.get(field_)
    value, roles = [value] if isinstance(value, Mapping) else value, _ROLES[field_]
    tables = [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []
    names = _names([entry for entry in value if not isinstance(entry, Mapping)] if tables else value)
    found = []
    for entry in (*tables, *({"name": name} for name in names)):
        name, beside = without_id(key, str(entry.get("name") or "").strip())
        role = str(entry.get("role") or roles[0]).strip().lower()
        if not name:
            doubts.append(f"an entry of the stated {field_} has no name; left out")
            continue
        if role not in roles:
            doubts.append(f"the stated role {role!r} of {name} isn't one of {', '.join(roles)}; taken as {roles[0]}")
            role = roles[0]
        found.append((name, str(entry.get(key) or beside).strip(), role))
    return found

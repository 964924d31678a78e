"""Access of documents that are ingested again: a stated access is kept until it is loosened explicitly."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ingest.stated.manifest import StatedMetadata
from kb.clock import iso_date, today
from kb.model import ACCESSES, Access, Field, IngestedDocument, Rights
from kb.text.normalise import account_name


def states_access(stated: StatedMetadata) -> bool:
    """Whether anything is stated about access to the document."""
    return bool(stated.access or stated.embargo_until or _readers(stated))


def closest(levels: Iterable[str | None]) -> str | None:
    """The strictest of these levels; None if none is stated."""
    return max((level for level in levels if level), key=lambda level: ACCESSES.index(level), default=None)


def latest(dates: Iterable[str | None]) -> str | None:
    """The latest of these ISO dates; None if none is stated."""
    return max((date for date in dates if date), default=None)


def contained(stated: StatedMetadata, container: StatedMetadata) -> StatedMetadata:
    """The metadata of a file in an archive or folder named by a manifest: the container's access, unless its own is stricter.

    Other statements about the container, except title and abstract, apply where none are made for the file.
    """
    values = {
        name: getattr(stated, name) or getattr(container, name)
        for name in ("kind", "language", "year", "people", "organisations")
    }
    named = {name for name, _ in stated.facts}
    facts = (*(fact for fact in container.facts if fact[0] not in named), *stated.facts)
    return replace(
        stated, **values, facts=facts, access=closest((stated.access, container.access)),
        embargo_until=latest((stated.embargo_until, container.embargo_until)),
        origins=tuple({**dict(container.origins), **dict(stated.origins)}.items()), doubts=(*container.doubts, *stated.doubts),
    )  # fmt: skip


def settled(
    stated: StatedMetadata, current: Rights | None, default: Access, *, loosen: bool
) -> tuple[StatedMetadata, str]:
    """(the metadata with the access that applies, a message about it or "").

    A new document without a stated level gets `default`, or "restricted" if readers are named. A known one (`current`) keeps its
    level and its embargo if the statement would open it to more people, unless `loosen`.
    """
    if current is None:
        return _with(stated, stated.access or ("restricted" if _readers(stated) else default), stated.embargo_until), ""
    if not states_access(stated):
        return _with(stated, current.access, current.embargo_until, current.readers), ""
    access, embargo = stated.access or current.access, stated.embargo_until
    is_looser = ACCESSES.index(access) < ACCESSES.index(current.access)
    is_lifted = _is_ahead(current.embargo_until) and (embargo or "") < (current.embargo_until or "")
    added = _added_readers(stated, current) if access == current.access == "restricted" else []
    opens = is_looser or is_lifted or bool(added)
    if loosen or not opens:
        return _with(stated, access, embargo), _change(current, access, embargo, added) if opens else ""
    what = [f"access stays {current.access}"] if is_looser else []
    what += [f"the embargo stays until {current.embargo_until}"] if is_lifted else []
    what += [f"{', '.join(added)} may not read it"] if added else []
    kept = _with(
        _without_readers(stated, added) if added else stated,
        current.access if is_looser else access,
        current.embargo_until if is_lifted else embargo,
        current.readers if is_looser else (),
    )
    return kept, "; ".join((*what, "so it was stated before; to open it, ingest it again with --loosen"))


def tightening(stated: StatedMetadata, current: Rights) -> dict[str, str]:
    """The changes, by manifest field, without which a document with the rights `current` is open to more people than is stated."""
    access, named = stated.access or ("restricted" if _readers(stated) else "public"), _named(stated)
    is_looser = ACCESSES.index(current.access) < ACCESSES.index(access)
    changes = {"access": access} if is_looser else {}
    if (
        stated.embargo_until
        and _is_ahead(stated.embargo_until)
        and (current.embargo_until or "") < stated.embargo_until
    ):
        changes["embargo_until"] = stated.embargo_until
    if access == "restricted" and (is_looser or current.access == access) and set(current.readers) - named:
        changes["readers"] = "; ".join(sorted(named))
    return changes


def with_rights(read: IngestedDocument, rights: Rights) -> IngestedDocument:
    """A document that was read, with these rights, as a person stated them, in place of its own."""
    fields = [field for field in read.fields if field.name != "reader"]
    fields += [Field("reader", name, "person", 1.0) for name in rights.readers]
    document = replace(read.document, access=rights.access, embargo_until=rights.embargo_until)
    return replace(read, document=document, fields=tuple(fields))


def loosens(current: Rights, changes: Mapping[str, str | None]) -> bool:
    """Whether corrections open a document to more people: a lower level, an earlier end of the embargo, more readers."""
    access = changes.get("access") or current.access
    embargo = changes.get("embargo_until", current.embargo_until) or ""
    embargo = iso_date(embargo) or embargo
    is_lower = access in ACCESSES and ACCESSES.index(access) < ACCESSES.index(current.access)
    readers = {account_name(name) for name in (changes.get("readers") or "").split(";")} - {""}
    return (
        is_lower
        or (_is_ahead(current.embargo_until) and embargo < (current.embargo_until or ""))
        or not readers <= set(current.readers)
    )


def _readers(stated: StatedMetadata) -> bool:
    return any(name == "reader" for name, _ in stated.facts)


def _added_readers(stated: StatedMetadata, current: Rights) -> list[str]:
    """The stated readers that a known document didn't have."""
    return sorted(_named(stated) - {*map(account_name, current.readers)})


def _named(stated: StatedMetadata) -> set[str]:
    return {value for name, value in stated.facts if name == "reader" and value}


def _without_readers(stated: StatedMetadata, names: Iterable[str]) -> StatedMetadata:
    left_out = {("reader", name) for name in names}
    return replace(stated, facts=tuple(fact for fact in stated.facts if fact not in left_out))


def _is_ahead(date: str | None) -> bool:
    return (date or "") > today().isoformat()


def _with(stated: StatedMetadata, access: str, embargo: str | None, readers: Iterable[str] = ()) -> StatedMetadata:
    """The metadata with this access, and these readers if none are stated."""
    facts = stated.facts if _readers(stated) else (*stated.facts, *(("reader", name) for name in readers))
    return replace(stated, access=None if access == "public" else access, embargo_until=embargo, facts=facts)


def _change(current: Rights, access: str, embargo: str | None, added: Iterable[str]) -> str:
    before, after = (
        f"{level} with an embargo until {until}" if until else level
        for level, until in ((current.access, current.embargo_until), (access, embargo))
    )
    changes = [f"access was {before} and is {after} now"]
    changes += [f"{', '.join(added)} may read it now"] if added else []
    return "; ".join(changes)

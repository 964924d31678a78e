"""ORCID iDs and ROR ids on the first pages, each with the person or organisation that it belongs to."""

import re
from collections.abc import Iterator, Sequence

from kb.identifiers import orcids, ror
from kb.model import Field, Named
from kb.text.normalise import fold

_PAGES = 3
_NEAR = 200  # characters between a name and its identifier. By judgement
_SURE = 0.9
_ROR = re.compile(r"(?:https?://)?ror\.org/\w{9}\b", re.I)


def find_ids(texts: Sequence[str], people: Sequence[Named], organisations: Sequence[Named]) -> Iterator[Field]:
    """Fields `orcid` and `ror` with identifier and name: "0000-0002-1825-0097 Ada Rossi"; ambiguous identifiers are left out."""
    text = "\n".join(texts[:_PAGES])
    yield from _owned("orcid", orcids(text), text, people)
    rors = [(value, match.start()) for match in _ROR.finditer(text) if (value := ror(match.group()))]
    yield from _owned("ror", rors, text, organisations)


def _owned(kind: str, ids: Sequence[tuple[str, int]], text: str, named: Sequence[Named]) -> Iterator[Field]:
    """Yield each identifier with the nearest name between it and the identifier before; nobody has two."""
    owners: dict[str, set[str]] = {}
    behind = 0
    for value, at in ids:
        before = text[max(behind, at - _NEAR) : at]
        if owner := _last_named(before, named):
            owners.setdefault(value, set()).add(owner)
        behind = at
    if not owners and len({value for value, _ in ids}) == len(named) == 1:
        owners = {ids[0][0]: {named[0].name}}
    taken = [name for names in owners.values() for name in names]
    for value, names in owners.items():
        if len(names) == 1 and taken.count(*names) == 1:
            yield Field(kind, f"{value} {next(iter(names))}", "front page", _SURE)


def _last_named(text: str, named: Sequence[Named]) -> str:
    """The only name on the last line that mentions any, by its family name; "" if there is none or several."""
    for line in reversed(fold(text).splitlines()):
        found = [
            one.name
            for one in named
            if re.search(rf"(?<!\w){re.escape(fold(one.family or one.name))}(?![^\W\d])", line)
        ]
        if found:
            return found[0] if len(found) == 1 else ""
    return ""

"""ORCID iDs and ROR ids in a repository's records: in an attribute of a name's element, or in an element after it."""

import re
from typing import Any

from kb.identifiers import orcids, ror
from kb.text.normalise import one_line

_ALONE = re.compile(
    r"(?:orcid\s*:?\s*)?(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])/?|(https?://ror\.org/\w{9})/?", re.I
)


def with_id(element: Any) -> str:
    """The text of an element, followed by an ORCID iD or ROR id that one of its attributes states: "Rossi, Ada (0000-0002-1825-0097)"."""
    text, attributes = one_line(element.text), " ".join(map(str, element.attrib.values()))
    stated = next((value for value, _ in orcids(attributes)), "") or _ror_link(attributes)
    return f"{text} ({stated})" if stated and not _states_id(text) else text


def _ror_link(text: str) -> str:
    return f"https://ror.org/{value}" if (value := ror(text)) else ""


def _states_id(text: str) -> bool:
    return bool(orcids(text) or ror(text))


def joined(named: list[str]) -> list[str]:
    """The names, with each element that is only an identifier appended to the name before it, or dropped without one."""
    found: list[str] = []
    for each in named:
        alone = _ALONE.fullmatch(each)
        if alone and found:
            found[-1] = found[-1] if _states_id(found[-1]) else f"{found[-1]} ({alone[1] or alone[2]})"
        elif not alone:
            found.append(each)
    return found

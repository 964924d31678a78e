"""Identifiers of documents, as links: DOI and handle."""

import re
from collections.abc import Iterable

_DOI = re.compile(r"(?:\bdoi\s*[:.]?\s*|\bdoi\.org/|^)(10\.\d{4,9}/[^\s\"<>;|]+)", re.I)
_HANDLE = re.compile(
    r"\b(?:hdl\.handle\.net/|hdl:\s*|handle\s*:\s*)(\d+(?:\.\d+)*/[^\s\"<>;|]+)|^(\d{4,}(?:\.\d+)*/\d+)$", re.I
)
_AFTER = ".,:;)]}'’”"  # what follows an identifier in a sentence and is none of it


def doi(text: str) -> str:
    """The DOI that a text states, as a link; "" if it states none or several."""
    return _only(f"https://doi.org/{_trimmed(match[1])}" for match in _DOI.finditer(text))


def handle(text: str) -> str:
    """The handle that a text states, as a link; "" if it states none or several."""
    return _only(f"https://hdl.handle.net/{_trimmed(match[1] or match[2])}" for match in _HANDLE.finditer(text))


def bare(link: str) -> str:
    """An identifier without the address that makes it a link: 10.1234/abc."""
    return re.sub(r"^https://(?:doi\.org|hdl\.handle\.net)/", "", link)


def _trimmed(found: str) -> str:
    """The identifier without what follows it; a closing bracket stays if one opens in it."""
    while found and found[-1] in _AFTER and not (found[-1] == ")" and found.count("(") >= found.count(")")):
        found = found[:-1]
    return found


def _only(links: Iterable[str]) -> str:
    found = list(links)
    return found[0] if len({link.lower() for link in found}) == 1 else ""

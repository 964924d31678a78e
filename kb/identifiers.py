"""Identifiers with their check digits (DOI, handle, ORCID iD, ROR id), and the confidence from which names are shown."""

import re
from collections.abc import Iterable

# Calibrated probability below which a name that was read waits for a curator; chosen by cross-validation on judged names (bench/fit_names.py).
SURE_NAME = {"person": 0.6, "organisation": 0.8}
_DOI = re.compile(r"(?:\bdoi\s*[:.]?\s*|\bdoi\.org/|^)(10\.\d{4,9}/[^\s\"<>;|]+)", re.I)
_HANDLE = re.compile(
    r"\b(?:hdl\.handle\.net/|hdl:\s*|handle\s*:\s*)(\d+(?:\.\d+)*/[^\s\"<>;|]+)|^(\d{4,}(?:\.\d+)*/\d+)$", re.I
)
_ORCID = re.compile(r"(?<![\dX-])(\d{4}-\d{4}-\d{4}-\d{3}[\dX])(?![\w-])")
_ROR = re.compile(
    r"(?<!\w)(?:(?:https?://)?ror\.org/|ror(?: id)?\s*:?\s+|ror:|^)(0[a-hj-km-np-tv-z0-9]{6}[0-9]{2})(?!\w)", re.I
)
_BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's digits
_AFTER = ".,:;)]}'’”"  # characters after an identifier in a sentence that aren't part of it


def doi(text: str) -> str:
    """The DOI that a text states, as a link; "" if it states none or several."""
    return _only(f"https://doi.org/{_trimmed(match[1])}" for match in _DOI.finditer(text))


def handle(text: str) -> str:
    """The handle that a text states, as a link; "" if it states none or several."""
    return _only(f"https://hdl.handle.net/{_trimmed(match[1] or match[2])}" for match in _HANDLE.finditer(text))


def orcids(text: str) -> list[tuple[str, int]]:
    """The ORCID iDs in a text with their offsets, in order; those with a wrong check digit are left out."""
    return [(match[1], match.start()) for match in _ORCID.finditer(text) if is_orcid(match[1])]


def is_orcid(value: str) -> bool:
    """Whether this is an ORCID iD such as 0000-0002-1825-0097: its last character checks the others (ISO 7064 MOD 11-2)."""
    if not _ORCID.fullmatch(value):
        return False
    total = 0
    for digit in value.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2 % 11
    return "0123456789X"[(12 - total) % 11] == value[-1]


def ror(text: str) -> str:
    """The ROR id that a text states, such as 01nffqt88; "" if it states none or several, or its check digits are wrong."""
    found = {match[1].lower() for match in _ROR.finditer(text.strip())}
    return next((each for each in found if is_ror(each)), "") if len(found) == 1 else ""


def is_ror(value: str) -> bool:
    """Whether this is a ROR id: its last two digits check the others, a number in base 32 (ISO 7064 MOD 97-10)."""
    if not re.fullmatch(r"0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}", value):
        return False
    number = 0
    for digit in value[:-2]:
        number = number * 32 + _BASE32.index(digit)
    return 98 - number * 100 % 97 == int(value[-2:])


def bare(link: str) -> str:
    """An identifier without the address that makes it a link: 10.1234/abc."""
    return re.sub(r"^https://(?:doi\.org|hdl\.handle\.net)/", "", link)


def _trimmed(found: str) -> str:
    """The identifier without the characters after it; a closing bracket stays if it is opened inside."""
    while found and found[-1] in _AFTER and not (found[-1] == ")" and found.count("(") >= found.count(")")):
        found = found[:-1]
    return found


def _only(links: Iterable[str]) -> str:
    found = list(links)
    return found[0] if len({link.lower() for link in found}) == 1 else ""

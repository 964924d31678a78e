"""Normal form of people's names: "Prof.ssa ROSSI Maria (matr. 1234)" → "Maria Rossi"."""

import re
from functools import cache
from pathlib import Path

from kb.model import Named
from kb.people.names import family_and_given
from kb.text.normalise import fold

_TITLES = re.compile(
    r"\b(?:chiar\.?(?:mo|ma)|prof\.?(?:ssa|\.ssa)?|professor(?:essa|e)?|dott\.?(?:ssa|\.ssa|re)?|dr\.?(?:ssa)?|ing|arch|avv|phd"
    r"|ph\.d|m\.?sc|b\.?sc|mr|mrs|ms|sig\.?(?:ra|na)?)\b\.?\s*(?=\S)|,?\s*\b(?:ph\.?d|[bm]\.?\s?(?:sc|a|eng))\b\.?\s*$",
    re.I,
)
_NAME = re.compile(
    r"^(?:[A-ZÀ-ÖØ-Þ][\w'’.\-]*|d[aeio]|de[il]?|del(?:la)?|van|von|la|lo|al|bin|ben|y|e)(?:\s+(?:[A-ZÀ-ÖØ-Þ][\w'’.\-]*"
    r"|d[aeio]|de[il]?|del(?:la)?|van|von|der|den|la|lo|al|bin|ben|y)){1,5}$"
)
NOT_NAME = re.compile(
    r"\b(?:universit|politecnic|polytechnic|dipartiment|department|facult|facolt|scuola|school|corso|course|laurea|tesi|thesis|anno"
    r"|academic|session|matricola|matr\b|degree|bachelor|master|institute|istituto|college|informatica|ingegneria|engineering"
    r"|science|scienz|economi|sistem|report|rapporto|project|progetto|version|italia|abstract|introduzione|introduction|campus"
    r"|and\b|the\b|of\b|for\b|per\b|nel|con\b|un\b|una\b)",
    re.I,
)
_MATRICOLA = re.compile(
    r"\s*[,(\-–—]?\s*(?:matr(?:icola)?\.?|mat\.|student (?:id|number)|id|n[.°]|s)?\s*[:.n°]*\s*\d{4,}.*$", re.I
)
_OF = frozenset("di de del della dello dei degli da dal dalla".split())
_PARTICLES = _OF | frozenset("la lo le van von der al bin ben".split())
_GIVEN = Path(__file__).parent / "given_names.txt"


def plain_name(text: str) -> str:
    """A name without titles, numbers and capitals, given name first."""
    text = re.split(r"\s[-–—|]\s", _MATRICOLA.sub("", text))[0]
    text = _TITLES.sub("", text)
    text = re.sub(r"\s+", " ", text).strip(" ,;:.·-–—*")
    return in_order(text) if is_name(text) else text.title().replace("’S ", "’s ") if text.isupper() else text


def listed_name(text: str) -> str:
    """The normal form of a name from a catalogue, which may have the family name first: "Rossi, Maria" → "Maria Rossi"."""
    surname, comma, given = text.partition(",")
    is_turned = comma and given.strip() and "," not in given
    if is_turned and (len(text.split()) == 2 or fold(given.split()[0]) in given_names()):
        text = f"{given.strip()} {surname.strip()}"
        return _lower_capitals(_TITLES.sub("", text).strip()) if is_name(text) else text
    return plain_name(text) if is_name(text) or _TITLES.match(text) else text


def listed_person(text: str, role: str) -> Named:
    """A person from a catalogue. The comma in "De Luca, Anna" separates family and given name; without one, particles do."""
    name = listed_name(text)
    family, comma, given = (part.strip() for part in text.partition(","))
    stated = bool(comma) and fold(name) == fold(f"{given} {family}")
    cut = len(name.split()) - len(family.split())
    parts = (" ".join(name.split()[cut:]), " ".join(name.split()[:cut])) if stated else family_and_given(name)
    return Named(name, role, *parts)


def named_person(name: str, role: str) -> Named:
    """A person whose name has the given name first."""
    return Named(name, role, *family_and_given(name))


def is_name(text: str) -> bool:
    """Whether a text can be a person's name: two to six capitalised words or particles."""
    words = text.split()
    if len(words) == 2 and fold(words[0]) in _OF:  # "di Torino"
        return False
    return bool(_NAME.match(text)) and not NOT_NAME.search(text) and not any(char.isdigit() for char in text)


def in_order(name: str) -> str:
    """The name with the family name last, capitals only at the start of words: "ROSSI Maria", "Rossi Maria" → "Maria Rossi"."""
    parts = name.split()
    capitals = [_is_capitals(part) for part in parts]
    if any(capitals) and not all(capitals) and capitals[0] and not capitals[-1]:
        cut = capitals.index(False)
        # In "M. Rossi" no word is in capitals, in "DE LUCA Anna" two are.
        if not any(capitals[cut:]):
            parts = [*parts[cut:], *parts[:cut]]
    else:
        given = [fold(part) in given_names() for part in parts]
        first = 2 if fold(parts[0]) in _PARTICLES else 1  # index at which a given name may begin after the family name
        cut = len(parts) - 1
        while cut > first and given[cut - 1]:
            cut -= 1
        if cut >= first and given[-1] and (first == 2 or not given[0]) and not any(_is_initial(p) for p in parts):
            parts = [*parts[cut:], *parts[:cut]]
    return _lower_capitals(" ".join(parts))


def _is_capitals(part: str) -> bool:
    return len(part) > 1 and part.isupper() and not _is_initial(part)


def _is_initial(part: str) -> bool:
    return part.rstrip(".").isupper() and len(part.rstrip(".")) == 1


def _lower_capitals(text: str) -> str:
    parts = [part.title().replace("’S", "’s") if _is_capitals(part) else part for part in text.split()]
    return " ".join(parts)


@cache
def given_names() -> frozenset[str]:
    """The listed given names, folded."""
    lines = _GIVEN.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())

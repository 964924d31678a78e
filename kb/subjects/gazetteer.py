"""Gazetteer: places with their names in several languages and their coordinates, from a CSV that a librarian edits."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kb.errors import InvalidVocabulary
from kb.text.normalise import WORD, fold

# Words before a place's name, and the sign of a province after it: they tell "a Prato" and "Prato (PO)" from "Prato verde".
_BEFORE = re.compile(
    r"(?:\b(?:a|ad|da|di|in|presso|comune di|near|from|of|at)\s+|\b(?:comuni|citt[aà]|province?|cities|towns?)\b[^.;:]{0,80}\s)$",
    re.I,
)
_PROVINCE = re.compile(r"\s*\([A-Z]{2}\)")
_NAME_GOES_ON = re.compile(r"[ ’'-]+[A-ZÀ-Ý]")  # "stabile di Cascina Verde" names a farm


@dataclass(frozen=True)
class Place:
    """A place; latitude and longitude in degrees (WGS 84). `within` names the place that it is part of, "" if none is listed.

    The name of an ambiguous place is also a common word or a family name.
    """

    name: str
    latitude: float
    longitude: float
    within: str = ""
    is_ambiguous: bool = False


class Gazetteer:
    """Looks places up by any of their names, ignoring case and accents."""

    def __init__(self, places: dict[str, Place]) -> None:
        self._places = places
        self._longest = max((len(name.split()) for name in places), default=0)
        self._wholes = {place.name: self._around(place) for place in places.values()}
        self._parts: dict[str, set[str]] = {}
        for name, wholes in self._wholes.items():
            for whole in wholes:
                self._parts.setdefault(whole, set()).add(name)

    def find(self, name: str) -> Place | None:
        """The place with this name, in any listed language; None if it is unknown."""
        return self._places.get(_folded(name))

    def canonical(self, name: str) -> str:
        """The name a place is shown under: "Milan" → "Milano". Unknown names are returned unchanged."""
        place = self.find(name)
        return place.name if place else name

    def named_in(self, text: str) -> list[Place]:
        """The places named in a text with a capital letter, in order of appearance, without duplicates; longest match first.

        Ambiguous ones count after a preposition or before the sign of a province.
        """
        words = list(WORD.finditer(text))
        folded = [fold(word[0]) for word in words]
        found: dict[Place, None] = {}
        at = 0
        while at < len(words):
            sizes = range(min(self._longest, len(words) - at), 0, -1) if words[at][0][0].isupper() else range(0)
            known = ((size, self._places.get(" ".join(folded[at : at + size]))) for size in sizes)
            size, place = next(((size, place) for size, place in known if place), (1, None))
            if place and (not place.is_ambiguous or _is_told(text, words[at].start(), words[at + size - 1].end())):
                found[place] = None
            at += size
        return list(found)

    def _around(self, place: Place | None) -> tuple[str, ...]:
        found: list[str] = []
        while place and place.within and place.within not in found:
            found.append(place.within)
            place = self.find(place.within)
        return tuple(found)

    def wholes(self, name: str) -> tuple[str, ...]:
        """The places that a place is part of: Lombardia and Italia for Milano."""
        return self._wholes.get(self.canonical(name), ())

    def with_wholes(self, names: Iterable[str]) -> list[str]:
        """Some places, under the names that they are shown under, and all that they are part of, each once."""
        return list(dict.fromkeys(place for name in names for place in (name, *self._wholes.get(name, ()))))

    def parts(self, name: str) -> frozenset[str]:
        """The names of all listed places within a place: Corvetto among those of Milano and of Italia."""
        return frozenset(self._parts.get(self.canonical(name), ()))


def _is_told(text: str, start: int, end: int) -> bool:
    """Whether the context of text[start:end] shows that it is a place."""
    after_preposition = _BEFORE.search(text, max(0, start - 100), start) and not _NAME_GOES_ON.match(text, end)
    return bool(after_preposition or _PROVINCE.match(text, end))


def load_gazetteer(path: Path) -> Gazetteer:
    """Read a CSV: `name`, `also` (separated by ";"), `latitude`, `longitude` (degrees); optional: `within`, `ambiguous`.

    Raises InvalidVocabulary with the file and line.
    """
    places: dict[str, Place] = {}
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidVocabulary(path, f"can't be read: {error}") from error
    for number, row in enumerate(rows, 2):
        try:
            within = (row.get("within") or "").strip()
            doubt = bool((row.get("ambiguous") or "").strip())
            latitude, longitude = _degrees(row["latitude"], 90), _degrees(row["longitude"], 180)
            place = Place(row["name"].strip(), latitude, longitude, within, doubt)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InvalidVocabulary(
                path, f"line {number} must have name, also, latitude (-90 to 90) and longitude (-180 to 180) in degrees"
            ) from error
        for name in (place.name, *(row.get("also") or "").split(";")):
            if _folded(name):
                places.setdefault(_folded(name), place)
    return Gazetteer(places)


def _degrees(text: str, most: int) -> float:
    """Degrees from -most to most. Raises ValueError for others."""
    if not -most <= (found := float(text)) <= most:
        raise ValueError(text)
    return found


def _folded(name: str) -> str:
    return " ".join(WORD.findall(fold(name)))

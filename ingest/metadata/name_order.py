"""The order of a person's names: which words are the family's, by capitals, initials and lists of names. Pure functions."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from kb.text.normalise import fold

Order = Literal["family", "given", ""]  # which of its names a person's name begins with; "" if unknown

OF = frozenset("di de del della dello dei degli da dal dalla".split())
PARTICLES = OF | frozenset("la lo le van von der al bin ben ten ter den dos das zu".split())
_FOLDER = Path(__file__).parent
_INITIALS = re.compile(r"[^\W\d_a-z](?:\.-?[^\W\d_a-z])*\.?")
_TWO_CONSONANTS = re.compile(r"[B-DF-HJ-NP-TV-XZ]{2}")
_PATRONYMIC = re.compile(r".{2,}(?:[oe]vich|[oei]vna|ichna)")  # after the given name, in Slavic names
_WHOLE = 3  # words of a Slavic name with its patronymic


def in_order(name: str, others: Order = "") -> str:
    """The name with the family name last, capitals only at the start of words: "ROSSI Maria", "Rossi Maria" → "Maria Rossi".

    `others` is the order of the names printed beside it; it decides if nothing in the name does.
    """
    parts = name.split()
    cut = _family_ends(parts, others)
    return lower_capitals(" ".join((*parts[cut:], *parts[:cut])))


def common_order(names: Iterable[str]) -> Order:
    """The order of those names whose order is certain; "" if there are none, or they differ."""
    told = Counter(order_of(name) for name in names)
    if bool(told["family"]) == bool(told["given"]):
        return ""
    return "family" if told["family"] else "given"


def order_of(name: str) -> Order:
    """Which of its names a name begins with."""
    parts = name.split()
    if _family_ends(parts, ""):
        return "family"
    return "given" if len(parts) > 1 and _tells(parts[0]) and not _is_given(parts[-1]) else ""


def _family_ends(parts: Sequence[str], others: Order) -> int:
    """The number of words at the beginning of a name that are the family's; 0 if it begins with a given name."""
    capitals = [_is_capitals(part) for part in parts]
    if any(capitals) and not all(capitals) and capitals[0] and not capitals[-1]:
        cut = capitals.index(False)
        # In "M. Rossi" no word is in capitals, in "DE LUCA Anna" two are.
        return 0 if any(capitals[cut:]) else cut
    first = 2 if fold(parts[0]) in PARTICLES else 1  # index at which a given name may begin after the family name
    if len(parts) <= first or is_initial(parts[0]):
        return 0
    if any(map(is_initial, parts)):
        is_listed = others == "family" or (_is_family(parts[first - 1]) and not _is_given(parts[0]))
        return first if is_listed and all(map(is_initial, parts[first:])) else 0
    if len(parts) == _WHOLE and _PATRONYMIC.fullmatch(fold(parts[-1])) and not _is_given(parts[0]):
        return 1
    return _by_lists(parts, first, others)


def _by_lists(parts: Sequence[str], first: int, others: Order) -> int:
    cut = len(parts) - 1
    while cut > first and _is_given(parts[cut - 1]):
        cut -= 1
    head, last = parts[first - 1], parts[-1]
    is_behind_particle = cut > first and fold(parts[cut - 1]) in PARTICLES  # "Ada Di Ferdinando"
    if is_behind_particle or (_tells(head) and not _tells(last)):
        return 0
    if others == "family":
        return cut
    if not _is_given(last) or (first == 1 and _is_given(head)) or (others == "given" and not _is_family(head)):
        return 0
    return cut if first > 1 or _tells(last) or (_is_family(head) and not _is_family(last)) else 0


def _is_family(part: str) -> bool:
    return fold(part).replace("’", "'") in family_names()


def _is_given(part: str) -> bool:
    return fold(part) in given_names()


def _tells(part: str) -> bool:
    """Whether a word is a given name that is hardly ever a family name."""
    return fold(part) in telling_names()


def _is_capitals(part: str) -> bool:
    return len(part) > 1 and part.isupper() and not is_initial(part)


def is_initial(part: str) -> bool:
    """Whether a word is one letter, several with full stops, or two capital consonants that aren't a family name: "M.", "J.-P.", "KC"."""
    is_pair = bool(_TWO_CONSONANTS.fullmatch(part)) and fold(part) not in family_names()
    return is_pair or bool(_INITIALS.fullmatch(part))


def lower_capitals(text: str) -> str:
    """A name with capitals only at the start of its words."""
    parts = [part.title().replace("’S", "’s") if _is_capitals(part) else part for part in text.split()]
    return " ".join(parts)


@cache
def given_names() -> frozenset[str]:
    """The listed given names, folded."""
    return listed_words("given_names.txt")


@cache
def telling_names() -> frozenset[str]:
    """The given names of European languages that are hardly ever family names, folded."""
    return listed_words("telling_names.txt")


@cache
def family_names() -> frozenset[str]:
    """The listed family names, folded."""
    return listed_words("family_names.txt")


def listed_words(file: str) -> frozenset[str]:
    """The words of a list beside this file, without its comments."""
    lines = (_FOLDER / file).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())

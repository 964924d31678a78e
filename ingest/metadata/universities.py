"""The name of the university on the front pages, assembled from its lines. Pure functions."""

import re
from collections.abc import Sequence

from ingest.cover.words import CLASSES
from ingest.metadata.organisations import IN_LIST
from ingest.metadata.person_names import is_person
from kb.text.normalise import WORD, fold

# Words that don't complete a university's name: "Università degli Studi", "National Research University".
_GENERIC = frozenset(
    "universita universite universitat universidad universidade universiteit university universities politecnico politecnica polytechnic"
    " polytechnique alma mater studiorum ateneo institute istituto institut technology tecnologia technical tecnica college campus hochschule"
    " school scuola superiore higher academy accademia degli studi national nazionale international internazionale islamic research state"
    " statale libera free private privata public pubblica science sciences applied scienze department faculty facolta the of and for di del"
    " della dell dei delle de da e in la il lo le gli d l".split()
)
_NAMED = re.compile(rf"{CLASSES['university'].pattern}|\buniversi[dt]\w+")
_GOES_ON = re.compile(r"(?:\b(?:di|de|del|della|dell[’']|degli|dei|of|for|at|the|in|and|e)|[-–—,])$", re.I)
_IS_REST = re.compile(r"^(?:[-–—]\s*\w|(?:di|de|del|della|degli|dei|of|at|zu|für)\b)")
_OTHER = ("school", "department", "course", "degree", "formula", "date", "link", "thesis")
# Parts of a university that follow it on its own line.
_PART = re.compile(
    r"\s+(?=(?:faculty of|school of|department of|facolt[aà]\b|dipartimento\b|scuola di\b|corso di\b|campus\b))", re.I
)
# No name, but a clause, two sentences, a part of a university or a LaTeX command that mentions one.
_NO_NAME = re.compile(
    r"[\\{}]|\w{4}\.\s+(?-i:[A-Z])\w|-wide\b|\bcommittees?\b|^universities\b|\([^)]*$|\b(?:is|are|was|were|has|have|provides?|this|these|which|that|who|for use|press|publishers?|consulting|gmbh|ltd|inc|s\.?r\.?l|è|sono|era|che|quest[oa]|della presente)\b",
    re.I,
)
_BEFORE = re.compile(
    r"^(?:(?:an?|in|at|by|from|of|presso|the|la|der|die|des)\s+|(?:all|dall|dell|de l|l)[’']\s*)+(?=[A-ZÀ-Ý])", re.I
)
# The mark of a footnote, which refers an author to the university.
_MARK = re.compile(r"^(?:\d{1,2}|[*†‡§¶]+)\s*(?=[A-ZÀ-Ý][a-zà-ÿ])")
# A person with the university in brackets.
_AFFILIATION = re.compile(r"([^()]+)\(([^()]*universi[^()]*)\)", re.I)
# Universities whose campuses are universities of their own, named after a comma or a dash.
_SYSTEM = re.compile(
    r"university of (?:california|texas|illinois|wisconsin|massachusetts|maryland|north carolina)(?: at |, | ?[–—-] ?(?=(?-i:[A-Z])))(?!usa?\b|u\.s)[a-z][a-z. ]+?(?=,|$)",
    re.I,
)
# One of these without its campus, which is on the line below.
_SYSTEM_ALONE = re.compile(r"university of (?:california|texas|illinois|wisconsin|massachusetts|maryland)", re.I)
_CAMPUS = re.compile(r"(?:at )?[A-Z][a-z]+(?: [A-Z][a-z]+)?(?=,|$)")
# Inflected German: "der Technischen Universität".
_INFLECTED = re.compile(r"^([A-ZÄÖÜ]\w+e)[nrs](?= (?:Universität|Hochschule)\b)")
_QUOTES = '"“”«»„‟'
_STREET = re.compile(r"\b\d{2,}\b")  # an address on the same line
_LONGEST = 90  # characters of a name


def university_name(lines: Sequence[str]) -> str:
    """The first complete name of a university in these consecutive lines; "" if there is none."""
    for at, line in enumerate(lines):
        name = _first(line)
        of_others = bool(IN_LIST.match(line))
        if of_others or not _NAMED.search(fold(_unspaced(name))) or _is_other(name) or _NO_NAME.search(name):
            continue
        for following in lines[at + 1 : at + 4]:
            rest = _first(following)
            if _is_other(rest) or _says_again(rest, name) or not (_is_open(name) or _IS_REST.match(rest)):
                break
            name = f"{name} {rest}"
        name = _tidy(_with_campus(name, lines[at + 1 : at + 2]))
        if is_complete(name) and len(name) <= _LONGEST and not _STREET.search(name):
            return name
    return ""


def _with_campus(name: str, below: Sequence[str]) -> str:
    """The name of a system of universities with the campus on the line below it; any other name unchanged."""
    campus = _CAMPUS.match(below[0].strip()) if below and _SYSTEM_ALONE.fullmatch(name) else None
    return f"{name}, {campus.group().removeprefix('at ')}" if campus and not is_person(campus.group()) else name


def is_complete(name: str) -> bool:
    """Whether a name identifies a university, instead of only calling it one."""
    return any(len(word) > 2 and word not in _GENERIC for word in WORD.findall(fold(name)))


def _first(line: str) -> str:
    line = _MARK.sub("", line.strip())
    line = line[1:-1] if line.startswith("(") and line.find(")") == len(line) - 1 else line
    if (affiliation := _AFFILIATION.match(line)) and not _NAMED.search(fold(affiliation[1])):
        line = affiliation[2]
    parts = re.split(r"\s{2,}|\s[|–—•·]\s?", line)
    text = next((part for part in parts if _NAMED.search(fold(part))), parts[0]) if "•" in line else parts[0]
    system = _SYSTEM.match(line)
    name = system.group() if system else _PART.split(text.split(",")[0])[0].strip()
    return _BEFORE.sub("", _INFLECTED.sub(r"\1", _BEFORE.sub("", re.sub(r"\s*\((?:un)?official\)$", "", name))))


def _is_other(line: str) -> bool:
    """Whether a line names something else: a school, a department, a formula."""
    folded = fold(_unspaced(line))
    other = any(CLASSES[name].search(folded) for name in _OTHER)
    return other and not re.match(
        r"(?:universit|politecnic|polytechnic|alma mater|scuola (?:normale|superiore))", folded
    )


def _says_again(rest: str, name: str) -> bool:
    """Whether a line begins like the one before, for instance the words of a logo above the university's name."""
    return fold(rest).startswith(fold(_unspaced(name)))


def _is_open(name: str) -> bool:
    quotes = sum(name.count(mark) for mark in _QUOTES)
    return not is_complete(_unspaced(name)) or bool(_GOES_ON.search(name)) or quotes % 2 == 1


def _unspaced(name: str) -> str:
    """The name with its first word rejoined if the text layer has split it: "Un iversità" → "Università"."""
    head = re.match(r"(\w{1,6}) (\w+)", name)
    joined = head[1] + head[2] if head else ""
    is_cut = bool(re.fullmatch(r"(?:universi|politecni|polytechni)\w+", fold(joined)))
    return joined + name[head.end() :] if head and is_cut else name


def _tidy(name: str) -> str:
    name = re.sub(r"\s+([-–—])\s?(?=\w)", r"\1", _unspaced(name))
    name = re.sub(
        r"\b(universit)(a['’`´]|A['’`´])",
        lambda found: found[1] + ("à" if found[2][0] == "a" else "À"),
        name,
        flags=re.I,
    )
    name = re.sub(r"[´¨`¸˜]", "", name)
    if sum(name.count(mark) for mark in _QUOTES) % 2:
        name = re.sub(f"[{_QUOTES}]", "", name)
    name = re.sub(r"”(\w[^”]*)”", r"“\1”", re.sub(r"\s+", " ", name)).strip(" .:;-–—*†‡§¶")
    return _lowered(name) if name.isupper() and " " in name else name


def _lowered(name: str) -> str:
    small = {"di", "degli", "della", "delle", "dei", "del", "of", "the", "de", "la", "e", "and"}
    return " ".join(
        word.lower() if at and word.lower() in small else _title(word) for at, word in enumerate(name.split())
    )


def _title(word: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda found: found[0].capitalize(), word)

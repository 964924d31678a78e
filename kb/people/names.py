"""Entity resolution of names: "M. Rossi" and "Maria Rossi", "Comune di Milano" and "City of Milan". Pure.

Names that are merely similar stay apart, because a wrong merge attributes one person's work to another.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass

from nameparser import HumanName
from nameparser.config import Constants

from kb.text.normalise import WORD, fold, name_key

_PARTICLES = Constants()
_PARTICLES.prefixes.add("lo", "li", "dai", "dagli", "dalla", "dalle", "dallo")  # Italian ones that nameparser lacks

_ASIDE = re.compile(r"\s*\([^)]*\)")
_LEGAL = frozenset(
    "onlus odv aps ets ong ngo srl spa scarl snc sas coop soc sociale cooperativa impresa ltd inc gmbh llc plc the il la lo i gli le l"
    " di del della dello dei degli delle da and e of per for".split()
)
# A department's name begins with such a word, and may end with its university and its abbreviation: "(DEIB)", "- DEIB".
_DEPARTMENT = re.compile(
    r"^(?:(?:dipartimento|department)\b|(?:dip|dept)\b\.?)\s*(?:(?:of|di|del|dello|della|dei|degli|delle)\b\s*|(?:d|dell)['’]\s*)?(?:the\s+)?", re.I
)  # fmt: skip
_ITS_UNIVERSITY = re.compile(r"\s*[,–-]\s*(?:universit|politecnic|polytechnic)\w*\b.*$", re.I)
_ABBREVIATION = re.compile(
    r"\s*(?:\(\s*([A-Z][A-Za-z]*[A-Z][A-Za-z]*)\s*\)|\s[–-]\s*([A-Z][A-Za-z]*[A-Z][A-Za-z]*))\s*$"
)
Rules = Mapping[str, tuple[str, str]]  # name as written → ("same", name it is shown under) or ("apart", "")
# Confidence that names mean the same one, by judgement: initials that fit one full name, equal keys, a curator's rule.
_INITIALS, _SAME, _STATED = 0.8, 0.95, 1.0


@dataclass(frozen=True)
class Identity:
    """A person or organisation: the name it is shown under, all its spellings, and the confidence (0..1) that they are one."""

    name: str
    written: tuple[str, ...]
    confidence: float


def organisations(counts: Mapping[str, int], aliases: Mapping[str, str], rules: Rules) -> list[Identity]:
    """Names of organisations grouped, ignoring case, accents and legal forms, and using `aliases`.

    `counts` maps each name as written to its number of documents, `aliases` folded names to the name to show.
    """

    def key(name: str) -> str:
        words = WORD.findall(fold(plain(name)))
        known = aliases.get(" ".join(words))
        return known or " ".join(word for word in words if word not in _LEGAL) or " ".join(words)

    return _gather(counts, key, rules, frozenset(aliases.values()))


def departments(counts: Mapping[str, int], aliases: Mapping[str, str]) -> list[Identity]:
    """Names of departments grouped, whichever way "department of" is written, by `aliases`, and by an abbreviation that they state.

    "Dip. di Design" is "Department of Design"; "DEIB" is each name with "(DEIB)". `counts` and `aliases` are as for `organisations`.
    """
    same: dict[str, str] = {}  # topics and abbreviations → the topic of the first name with that abbreviation
    for name in sorted(counts):
        if found := _ABBREVIATION.search(_ITS_UNIVERSITY.sub("", name)):
            topic = _words_of_topic(name)
            same[topic] = same.setdefault(fold(found[1] or found[2]), same.get(topic, topic))

    listed = {_words_of_topic(also): name for also, name in aliases.items() if _DEPARTMENT.match(also)}

    def key(name: str) -> str:
        topic = same.get(own := _words_of_topic(name), own)
        return listed.get(own) or listed.get(topic) or topic

    short = {name for name in counts if re.match(r"(?:dip|dept)\b", name, re.I) or fold(name) in same}
    return _gather(counts, key, {}, frozenset(listed.values()), short)


def department_topic(name: str) -> str:
    """What a department is of: "Design" of "Dipartimento di Design (DESIGN), Politecnico di Milano"; the name if it says nothing else."""
    return _DEPARTMENT.sub("", _ABBREVIATION.sub("", _ITS_UNIVERSITY.sub("", name))).strip() or name


def _words_of_topic(name: str) -> str:
    words = WORD.findall(fold(department_topic(name)))
    return " ".join(word for word in words if word not in _LEGAL) or " ".join(words)


def people(counts: Mapping[str, int], rules: Rules) -> list[Identity]:
    """Names of people grouped, ignoring word order, case and accents; initials join a full name if only one fits."""
    short = {name for name in counts if _has_initial(name)}
    full: dict[str, list[tuple[list[str], str]]] = defaultdict(list)
    for name in counts.keys() - short:
        words = WORD.findall(fold(name))
        full[initials(words)].append((words, name))
    stands_for: dict[str, str] = {}
    for name in short:
        words = WORD.findall(fold(name))
        fitting = {name_key(other) for known, other in full.get(initials(words), ()) if _fits(words, known)}
        if len(fitting) == 1:
            stands_for[name] = fitting.pop()

    def key(name: str) -> str:
        return stands_for.get(name) or name_key(name)

    return _gather(counts, key, rules, unsure=stands_for.keys())


def _gather(
    counts: Mapping[str, int],
    key: Callable[[str], str],
    rules: Rules,
    known: Set[str] = frozenset(),
    unsure: Set[str] = frozenset(),
) -> list[Identity]:
    """Names grouped by key and curators' rules. A key that is a `known` name is the name shown."""
    groups: dict[str, list[str]] = {}
    for name in sorted(counts):
        rule, target = rules.get(name, ("", ""))
        group = f"={name}" if rule == "apart" else key(target) if rule == "same" else key(name)
        groups.setdefault(group, []).append(name)
    found = []
    for group, names in groups.items():
        stated = next((rules[name][1] for name in names if rules.get(name, ("",))[0] == "same"), "")
        # The spelling to show: not initials, without a remark in brackets, then the most frequent, then the shortest.
        best = min(names, key=lambda name: (name in unsure, "(" in name, -counts[name], len(name), name))
        sure = _STATED if len(names) == 1 or stated else _INITIALS if unsure & set(names) else _SAME
        found.append(Identity(stated or (group if group in known else best), tuple(names), sure))
    return found


def _has_initial(name: str) -> bool:
    return any(len(word) == 1 for word in WORD.findall(name))


def initials(words: Sequence[str]) -> str:
    """The last word behind the first letters of the others: names for one person agree in it, if at all. "" without words."""
    return " ".join((*(word[0] for word in words[:-1]), *words[-1:]))


def _fits(short: Sequence[str], full: Sequence[str]) -> bool:
    """Whether "m rossi" may be "maria rossi", whose `initials` are the same: each word begins as its counterpart does."""
    return all(y.startswith(x) for x, y in zip(short, full, strict=True))


def family_and_given(name: str) -> tuple[str, str]:
    """(family name with its particles, given names): "Anna Maria De Luca" → ("De Luca", "Anna Maria").

    A name of one word is a family name, with "" for the given one; so is a name that can't be split without losing a word.
    """
    parsed = HumanName(name, constants=_PARTICLES)
    family = " ".join(filter(None, (parsed.last, parsed.suffix)))
    given = " ".join(filter(None, (parsed.title, parsed.first, parsed.middle)))
    lost = sorted(WORD.findall(f"{given} {family}")) != sorted(WORD.findall(name))
    return (family, given) if family and not lost else (name, "")


def plain(name: str) -> str:
    """A name without remarks in brackets; unchanged if nothing else is left."""
    return _ASIDE.sub("", name).strip() or name

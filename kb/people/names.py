"""Which names mean one person or one organisation: "M. Rossi" and "Maria Rossi", "Comune di Milano" and "City of Milan".

Pure functions. Names that merely look alike are left apart: who is merged wrongly is found under another's work.
"""

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass

from kb.text.normalise import WORD, fold

_ASIDE = re.compile(r"\s*\([^)]*\)")
_LEGAL = frozenset(
    "onlus odv aps ets ong ngo srl spa scarl snc sas coop soc sociale cooperativa impresa ltd inc gmbh llc plc the il la lo i gli le l"
    " di del della dello dei degli delle da and e of per for".split()
)
Rules = Mapping[str, tuple[str, str]]  # by name as written: (same, shown under) or (apart, "")
_INITIALS = 0.8  # sure of a full name that initials stand for, when no other fits
_SAME, _STATED = 0.95, 1.0


@dataclass(frozen=True)
class Identity:
    """A person or organisation: the name it is shown under, every way it is written, how sure it is that they are one."""

    name: str
    written: tuple[str, ...]
    confidence: float


def organisations(counts: Mapping[str, int], aliases: Mapping[str, str], rules: Rules) -> list[Identity]:
    """One entry an organisation. `counts` are documents by name as written, `aliases` folded names to the known one."""

    def key(name: str) -> str:
        words = WORD.findall(fold(plain(name)))
        known = aliases.get(" ".join(words))
        return known or " ".join(word for word in words if word not in _LEGAL) or " ".join(words)

    return _gather(counts, key, rules, frozenset(aliases.values()))


def people(counts: Mapping[str, int], rules: Rules) -> list[Identity]:
    """One entry a person: names in any order, with or without accents and capitals; initials where one name alone fits."""
    full = {name for name in counts if not _has_initial(name)}
    stands_for: dict[str, str] = {}
    for name in counts.keys() - full:
        fitting = {_person_key(other) for other in full if _fits(name, other)}
        if len(fitting) == 1:
            stands_for[name] = fitting.pop()

    def key(name: str) -> str:
        return stands_for.get(name) or _person_key(name)

    return _gather(counts, key, rules, unsure=stands_for.keys())


def _gather(
    counts: Mapping[str, int],
    key: Callable[[str], str],
    rules: Rules,
    known: Set[str] = frozenset(),
    unsure: Set[str] = frozenset(),
) -> list[Identity]:
    """The names by their key, as curators rule; a key that is itself a `known` name is shown as it is."""
    groups: dict[str, list[str]] = {}
    for name in sorted(counts):
        rule, target = rules.get(name, ("", ""))
        group = f"={name}" if rule == "apart" else key(target) if rule == "same" else key(name)
        groups.setdefault(group, []).append(name)
    found = []
    for group, names in groups.items():
        stated = next((rules[name][1] for name in names if rules.get(name, ("",))[0] == "same"), "")
        # Of the ways it is written: the commonest in full, without remarks in brackets.
        best = min(names, key=lambda name: (name in unsure, "(" in name, -counts[name], len(name), name))
        sure = _STATED if len(names) == 1 or stated else _INITIALS if unsure & set(names) else _SAME
        found.append(Identity(stated or (group if group in known else best), tuple(names), sure))
    return found


def _person_key(name: str) -> str:
    return " ".join(sorted(WORD.findall(fold(name))))


def _has_initial(name: str) -> bool:
    return any(len(word) == 1 for word in WORD.findall(name))


def _fits(short: str, full: str) -> bool:
    """Whether "M. Rossi" may be "Maria Rossi": the same surname last, each further word beginning alike, in order."""
    a, b = WORD.findall(fold(short)), WORD.findall(fold(full))
    return len(a) == len(b) and a[-1] == b[-1] and all(y.startswith(x) for x, y in zip(a[:-1], b[:-1], strict=True))


def plain(name: str) -> str:
    """A name without remarks in brackets."""
    return _ASIDE.sub("", name).strip() or name

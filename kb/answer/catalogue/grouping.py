"""How a question groups works: "theses per year", "how many supervisors", "which department has the most theses". Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kb.answer.catalogue.naming import role_asked
from kb.questions.catalogue_words import COMPOUND
from kb.questions.work_nouns import SEVERAL_WORKS, WORK

Wants = Literal["each", "number", "which", "most", "fewest"]

_NOUNS = {
    "supervisor": r"(?:cor?)?relat(?:or[ei]|ric[ei])|(?:co-?)?supervis(?:ors?|or[ei])|(?:co-?)?advis[oe]rs?",
    "author": r"aut(?:or[ei]|ric[ei])|authors?|writers?",
    "student": r"student(?:s|[ei]|ess[ae])?|laureand[oaie]|graduates?",
    "person": r"people|persons?|persone",
    "teacher": r"docent[ei]|professor(?:s|[ei]|ess[ae])?|teachers?|lecturers?|instructors?",
    "partner": r"partners?",
    "organisation": r"ent[ei]|organizzazion[ei]|associazion[ei]|istituzion[ei]|organi[sz]ations?|associations?|institutions?",
    "department": r"dipartiment[oi]|departments?",
    "course": r"cors[oi] di (?:laurea|studio?)|(?:degree|study) (?:courses?|programmes?|programs?)|courses? of study",
    "year": r"ann[oi](?: accademic[oi])?|(?:academic )?years?",
    "language": r"lingu[ae]|languages?",
    "kind": r"tip[oi]|tipologi[ae]|kinds?|types?",
    "place": r"luogh?[io]|places?|locations?",
    "goal": r"obiettiv[oi] di sviluppo sostenibile|sustainable development goals?|sdgs?|oss",
    "aim": r"obiettiv[oi]|goals?",
}
_SAME = {"student": "author", "organisation": "partner", "aim": "goal"}
# What "people" did to works; "seguito" may as well mean that they attended a course.
_DID = re.compile(r"\b(?:(?P<author>wrote|authored|scritt\w+)|(?P<supervisor>supervis\w+))\b", re.I)
GROUPED = frozenset(
    ("supervisor", "author", "teacher", "partner", "language", "year")
)  # facts that group several works
# Those that are counted and listed also where no works are named.
_ALONE = frozenset(("supervisor", "author", "teacher", "partner", "department", "course"))
# "Which goals" may be the aims of a work.
_SURE = frozenset(_NOUNS) - {"person", "aim"}
_COUNTED = frozenset(_NOUNS) - {"year", "kind", "aim"}  # "how many years" asks for a duration
_PLURAL = r"(?!(?:language|type|place)\b|degree \w+[^s]\b)(?=\w*(?:[ie]|s|partner)\b)"  # "quali relatori", "which years", not "which year"


def _nouns(names: frozenset[str] = _SURE) -> str:
    return "|".join(f"(?P<{name}>{noun})" for name, noun in _NOUNS.items() if name in names)


_WITH = r"(?:(?:in|on|of|from|by|with|for|at|di|da|con|per|a)\s+)?"
_THE = r"(?:il|lo|la|i|gli|le|the|l['’])"
_MOST = {
    "most": r"(?:(?:the\s+)?most(?:\s+of\s+the)?|(?:the\s+)?(?:largest|highest|greatest)\s+number\s+of|(?:il\s+)?maggiore?\s+numero\s+di|più)",
    "fewest": r"(?:(?:the\s+)?fewest|(?:the\s+)?(?:smallest|lowest)\s+number\s+of|(?:il\s+)?minore?\s+numero\s+di|meno)",
}
_OF_WORKS = rf"(?=\s+(?:(?:english|italian|master['’]?s?|bachelor['’]?s?)\s+)?(?:{SEVERAL_WORKS})\b)"
_WHICH = rf"{_WITH}(?:which|what|quale?|quali|che)\s+|\b{_THE}\s*"
_ALL = (
    rf"{_WITH}(?:which|what|quali|(?:quali|chi)\s+sono\s+(?:stati\s+|state\s+)?(?:i|gli|le)|(?:what|who)\s+(?:are|were)\s+(?:all\s+)?the"
    r"|(?:elenca\w*|mostra\w*|dimmi)\s+(?:tutt[ie]\s+)?(?:i|gli|le)|(?:elenco|lista)\s+(?:dei|degli|delle)|(?:list(?:\s+of)?|show(?:\s+me)?|name)\s+(?:all\s+)?(?:the\s+)?)\s+"
)
_HOW_MANY = (
    rf"{_WITH}(?:how\s+many|quant[ie](?:\s+sono(?:\s+in\s+tutto)?\s+(?:i|gli|le))?|(?:the\s+|il\s+)?(?:total\s+)?number\s+of|(?:il\s+)?numero\s+(?:totale\s+)?(?:di|dei|degli|delle))"
    r"\s+(?:(?:different|distinct|divers[ie])\s+)?"
)
_EACH = r"(?:each|every|any|ogni|ciascun[oa]?|singol[oa])"
_PER = (
    r"(?:\b(?:raggruppat[ei]|suddivis[ei]|divis[ei]|distribuit[ei]|grouped|distributed|broken\s+down|divided|split)\s+)?"
    rf"(?:\b(?:per|by|a\s+seconda\s+del\w*|in\s+base\s+al\w*)\s*(?:{_EACH}\s+)?|\b{_WITH}{_EACH}\s+)"
)
# "By year", "per ogni anno"; not "per l'anno 2021", "by author Ada Rossi", "by the department of design".
_NO_NAME = r"(?!\s+(?:of|di|de\w+|dell['’])\b|\s+(?-i:[A-ZÀ-Ý\d]))"
_NO_OTHER = rf"(?!\s*(?:,|\b(?:and|or|e|ed|o|oppure)\b)\s*(?:(?:by|per|i|gli|le|the)\s+)?(?:{'|'.join(_NOUNS.values())})\b)"  # "by year and author"
_FORMS: tuple[tuple[Wants, re.Pattern[str]], ...] = (
    ("most", re.compile(rf"(?:{_WHICH})(?:{_nouns()})\b(?P<between>[^?]*?)\b{_MOST['most']}{_OF_WORKS}", re.I)),
    ("fewest", re.compile(rf"(?:{_WHICH})(?:{_nouns()})\b(?P<between>[^?]*?)\b{_MOST['fewest']}{_OF_WORKS}", re.I)),
    ("most", re.compile(rf"\b(?:chi|who)\b(?P<deed>[^?]*?)\b{_MOST['most']}{_OF_WORKS}", re.I)),
    ("fewest", re.compile(rf"\b(?:chi|who)\b(?P<deed>[^?]*?)\b{_MOST['fewest']}{_OF_WORKS}", re.I)),
    ("each", re.compile(rf"{_PER}(?:{_nouns(_SURE | {'aim'})})\b{_NO_NAME}{_NO_OTHER}", re.I)),
    ("number", re.compile(rf"\b{_HOW_MANY}(?:{_nouns(_COUNTED)})\b(?:\s+(?:divers|distint)[ie]\b)?{_NO_OTHER}", re.I)),
    ("which", re.compile(rf"\b{_ALL}{_PLURAL}(?:{_nouns()})\b{_NO_OTHER}", re.I)),
    ("each", re.compile(
        r"\b(?P<year>all['’]anno|(?:di )?anno (?:per|in) anno|year (?:by|on) year|annualmente|yearly|(?<!after )(?<!within )(?<!in )(?<!for )(?<!of )a year|(?:over the years|nel corso degli anni|negli anni)(?=\W*$))\b", re.I
    )),
)  # fmt: skip
_DISTRIBUTION = re.compile(
    r"\b(?:(?:distribuzione|suddivisione|ripartizione|tabella|grafico|distribution|breakdown|table|chart)\s+(?:of\s+(?:the\s+)?|de\w+\s+)|(?:break\s+down|raggruppa|suddividi|come\s+si\s+distribuiscono|come\s+sono\s+distribuit[ei])\s+)", re.I
)  # fmt: skip
# "Di quale dipartimento è la tesi sui forni?"
_FACT = re.compile(
    rf"\b{_WITH}(?:which|what|quale|che)\s+(?:{_nouns(frozenset(('department', 'course')))})\b", re.I
)  # fmt: skip
_FACT_OF = re.compile(
    rf"\W*(?:(?:qual\s+è|what(?:\s+is|['’]s))\s+)?(?:{_THE}\s*)?(?:{_nouns(frozenset(('department', 'course')))})\s+(?=(?:of|di|del|dello|della)\b|dell['’])", re.I
)  # fmt: skip
# One work, not any: "the thesis", "the early warning thesis", not "a thesis".
_ONE = re.compile(
    r"(?:\b(?:la|questa|della|nella|dalla|sulla|alla|il|lo|questo|del|dello|nel|dal|al|allo)\s+|\b(?:dell|all|l)['’]\s?"
    rf"|\b(?:the|this)\s+(?:(?!(?:an?|the|of|in|on|for|by|with|that|who)\b)[\w-]+\s+){{0,{COMPOUND}}}){WORK}\b", re.I
)  # fmt: skip
# "Tesi" may be one or several.
_SEVERAL = re.compile(
    rf"\b(?:(?!tesi\b){SEVERAL_WORKS}|(?:le|delle|dalle|nelle|alle|queste|quelle|più|meno|quali|quante) tesi)\b", re.I
)  # fmt: skip


@dataclass(frozen=True)
class Grouping:
    """What works are grouped by, and what is asked of the groups: the works of each, how many or which there are, or those with most works.

    `of` is year, supervisor, author, teacher, partner, department, course, language, kind, place or goal. `is_of_theses`: it was named
    by "students". `needs_works`: the question must name works ("how many languages …?" may be about anything).
    """

    of: str
    wants: Wants
    is_of_theses: bool = False
    needs_works: bool = True


def grouping_asked(question: str) -> tuple[Grouping, str] | None:
    """How a question groups works, and the question without it; None if it doesn't.

    "Which partners has the thesis on wells?" asks for a fact about one work; how many partners that has, its pages know better.
    """
    found = next(_groupings(_DISTRIBUTION.sub("", question)), None)
    if found is None:
        return None
    grouping, rest = found
    is_of_one = grouping.wants == "which" or (grouping.wants, grouping.of) == ("number", "partner")
    return None if is_of_one and means_one(rest) else found


def _groupings(question: str) -> Iterator[tuple[Grouping, str]]:
    for wants, form in _FORMS:
        found = form.search(question)
        named = {name: text for name, text in found.groupdict().items() if text} if found else {}
        noun = next((name for name in _NOUNS if name in named), role_asked(named.get("deed", "")))
        if noun == "person":
            did = _DID.search(question)
            noun = (did and did.lastgroup) or ""
        if found and noun:
            is_known = noun in _ALONE if wants in ("number", "which") else (noun, wants) == ("supervisor", "each")
            kept = named.get("between") or named.get("deed") or ""
            rest = f"{question[: found.start()]} {kept} {question[found.end() :]}".strip()
            yield Grouping(_SAME.get(noun, noun), wants, noun == "student", not is_known), rest


def needs_groups(question: str) -> bool:
    """Whether no list of works and no fact about one answers a question: "how many theses per year?"."""
    found = grouping_asked(question)
    return found is not None and found[0].wants != "which"


def means_one(question: str) -> bool:
    """Whether a question is about one work, not any: "the thesis", not "a thesis"."""
    return bool(_ONE.search(question)) and not names_several(question)


def names_several(question: str) -> bool:
    """Whether a question is about several works: "the theses", "le tesi"."""
    return bool(_SEVERAL.search(question))


def fact_asked(question: str) -> tuple[str, str] | None:
    """The fact about one work that a question asks for, department or course (of study), and the question without it; None for others."""
    if names_several(question):
        return None
    found = _FACT.search(question) or (_FACT_OF.match(question) if means_one(question) else None)
    if found is None:
        return None
    of = next(name for name, noun in found.groupdict().items() if noun)
    return of, f"{question[: found.start()]} {question[found.end() :]}".strip()

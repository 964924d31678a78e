"""Nouns for works, which alone mean the work spoken of ("the study") and in a name its kind ("the care report"), and for their people. Pure."""

import re

from kb.questions.grammar import OF, PREPOSITIONS, SPLIT
from kb.questions.phrases import tokens

# Singular nouns, for patterns: "the limits of this study", "quanto costa il progetto?".
WORK = (
    r"(?:tesi|tesina|thesis|dissertation|studio|study|ricerca|research|indagine|survey|sperimentazione|trial|progetto|project|programma"
    r"|programme?|rapporto|report|relazione|lavoro|work|paper|corso|course|manuale)"
)
# Those who made a work, by language; organisations too.
PEOPLE = {
    "it": r"(?:autor[ei]|autric[ei]|(?:cor)?relator[ei]|(?:cor)?relatric[ei]|supervisor[ei]?|curator[ei]|partner)",
    "en": r"(?:authors?|writers?|(?:co-?)?supervisors?|(?:co-?)?advis[oe]rs?|partners?)",
}
_GENERIC = re.compile(WORK, re.I)
# Words for kinds of works, as names contain them.
KINDS = frozenset(
    "tesi tesina studio studi ricerca ricerche rapporto rapporti relazione relazioni progetto progetti corso corsi lezione lezioni articolo"
    " articoli documento documenti bilancio bilanci manuale manuali guida guide carta laboratorio laboratori programma programmi scheda"
    " schede presentazione presentazioni pilota piloti indagine indagini opuscolo opuscoli"
    " thesis theses dissertation dissertations study studies report reports project projects course courses lecture lectures paper papers"
    " document documents handbook handbooks manual manuals guide guides workshop workshops programme programmes program programs brief"
    " briefs presentation presentations survey surveys booklet booklets article articles pilot pilots".split()
)

# A kind of work, and what of it is no topic: "final report", "tesi di laurea magistrale".
_QUALIFIED = (
    r"(?:final|annual|yearly|mid-?term|interim|progress|policy|research|project|master(?:['’]?s)?|bachelor(?:['’]s)?|doctoral|phd"
    r"|finale|annuale|intermedi[oa]|magistrale|triennale|di\s+(?:laurea|dottorato|ricerca))"
)
_KIND = re.compile(
    rf"(?:{_QUALIFIED}\s+)*(?:{'|'.join(sorted(KINDS, key=len, reverse=True))})\b(?:\s+{_QUALIFIED}\b)*", re.I
)


def is_work(noun: str) -> bool:
    """Whether a noun alone means a work: "studio", "thesis"."""
    return bool(_GENERIC.fullmatch(noun))


def names_kind(phrase: str) -> bool:
    """Whether a phrase contains a kind of work: a thesis, a report, a course."""
    return any(word in KINDS for word, _, _ in tokens(phrase))


def topic_of(name: str) -> str | None:
    """What the name of a work adds to its kind: "on water" of "final report on water", "" of "final report"; None if it isn't so made."""
    kind = _KIND.match(name)
    rest = name[kind.end() :].strip() if kind else ""
    is_topic = (
        not rest or tokens(rest)[0][0] in PREPOSITIONS["it"] | PREPOSITIONS["en"] | OF["it"] | OF["en"] | SPLIT.keys()
    )
    return rest if kind and is_topic else None

"""Nouns for works, which alone mean the work spoken of ("the study") and in a name its kind ("the care report"), and for their people. Pure."""

import re

from kb.questions.grammar import OF, PREPOSITIONS, SPLIT
from kb.questions.phrases import tokens

# Singular/plural. The classes of words that the weights of questions to the catalogue were fitted with stand in catalogue_words.
# Of works of one kind:
OF_KIND = {
    "thesis": "tesi/tesi tesina/tesine elaborato/elaborati dissertazione/dissertazioni thesis/theses dissertation/dissertations",
    "course": "corso/corsi dispensa/dispense course/courses",
    "report": "rapporto/rapporti relazione/relazioni report/reports",
}
# Of works of any kind; the first ones are no part of names.
_WORKS = "lavoro/lavori work/works"
_DOCUMENTS = "documento/documenti document/documents"
# Of what works describe, which stand for the work:
_STUDIES = (
    "studio/studi ricerca/ricerche progetto/progetti articolo/articoli indagine/indagini programma/programmi manuale/manuali pubblicazione/pubblicazioni"
    " sperimentazione/sperimentazioni study/studies research project/projects paper/papers article/articles survey/surveys programme/programmes"
    " program/programs manual/manuals publication/publications trial/trials"
)
# Kinds of works in names ("the tenants' guide") that alone mean something else.
_NAMED = (
    "lezione/lezioni bilancio/bilanci guida/guide carta/carte laboratorio/laboratori scheda/schede presentazione/presentazioni pilota/piloti"
    " opuscolo/opuscoli lecture/lectures handbook/handbooks guide/guides workshop/workshops brief/briefs presentation/presentations booklet/booklets pilot/pilots"
)


def _either(*nouns: str, form: slice = slice(None)) -> str:
    """A pattern of all nouns: of their singular (slice(1)), their plural (slice(1, None)), or both."""
    found = {word for several in nouns for noun in several.split() for word in noun.split("/")[form]}
    return f"(?:{'|'.join(sorted(found, key=lambda word: (-len(word), word)))})"


_ONE, _SEVERAL = slice(1), slice(1, None)
# Patterns of nouns: of the work spoken of ("the limits of this study"), of several works that are listed or counted, and of one or more works
# as a library's own, with which "last", "English" or "each" belong to the works ("progetti italiani" may be in English).
WORK = _either(*OF_KIND.values(), _WORKS, _DOCUMENTS, _STUDIES, form=_ONE)
SEVERAL_WORKS = _either(*OF_KIND.values(), _WORKS, _DOCUMENTS, _STUDIES, form=_SEVERAL)
WORKS = _either(*OF_KIND.values(), _WORKS, _DOCUMENTS)
KIND_PATTERNS = {kind: rf"\b{_either(nouns)}\b" for kind, nouns in OF_KIND.items()}
# Words for kinds of works, as names contain them.
KINDS = frozenset(_either(*OF_KIND.values(), _DOCUMENTS, _STUDIES, _NAMED)[3:-1].split("|"))
# Those who made a work, by language; organisations too.
PEOPLE = {
    "it": r"(?:autor[ei]|autric[ei]|(?:cor)?relator[ei]|(?:cor)?relatric[ei]|supervisor[ei]?|curator[ei]|partner)",
    "en": r"(?:authors?|writers?|(?:co-?)?supervisors?|(?:co-?)?advis[oe]rs?|partners?)",
}
_BORROWED_PLURALS = {"report": "rapporti", "paper": "articoli"}
_BORROWED = re.compile(
    r"(?P<before>\b(?:quanti|quali|i|gli|dei|degli|nei|sui|ai|dai|questi|quei|alcuni|più|meno)\s+(?:(?:due|tre|altri|vostri|primi|ultimi)\s+){0,2})"
    rf"(?P<noun>{'|'.join(_BORROWED_PLURALS)})\b", re.I
)  # fmt: skip
_GENERIC = re.compile(WORK, re.I)

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


def with_italian_plurals(question: str) -> str:
    """The question with a plural for nouns that Italian borrowed without one: "quanti report" → "quanti rapporti"."""
    return _BORROWED.sub(lambda found: f"{found['before']}{_BORROWED_PLURALS[found['noun'].lower()]}", question)


def topic_of(name: str) -> str | None:
    """What the name of a work adds to its kind: "on water" of "final report on water", "" of "final report"; None if it isn't so made."""
    kind = _KIND.match(name)
    rest = name[kind.end() :].strip() if kind else ""
    is_topic = (
        not rest or tokens(rest)[0][0] in PREPOSITIONS["it"] | PREPOSITIONS["en"] | OF["it"] | OF["en"] | SPLIT.keys()
    )
    return rest if kind and is_topic else None

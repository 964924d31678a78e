"""What a question to the catalogue asks beyond filters and a topic: what works are not, which words they have, how many of the longest, shares. Pure."""

import re
from dataclasses import dataclass

from kb.questions.catalogue_words import classes
from kb.questions.work_nouns import WORKS
from kb.text.normalise import WORD

NUMBERS = {
    "due": 2, "two": 2, "tre": 3, "three": 3, "quattro": 4, "four": 4, "cinque": 5, "five": 5, "six": 6, "sette": 7, "seven": 7,
    "otto": 8, "eight": 8, "nove": 9, "nine": 9, "dieci": 10, "ten": 10,
}  # fmt: skip
_NUMERAL = re.compile(rf"(?<![\w.,-])(\d{{1,2}}|{'|'.join(NUMBERS)})(?![\w.,-])", re.I)
# "Which theses are not …", "lavori che non sono …", not "non profit".
_NEGATION = re.compile(
    r"(?:\b(?:is|are|was|were|that|but|and)\s+not|\b(?:are|is|was|were)n['’]t|\bnot(?=\s+(?:in|about|on|from)\b)"
    r"|\bnon\s+(?:sono|è|in|su\w*|parlano|parla|riguardano|riguarda|trattano|tratta)|\b(?:do|does)\s+not\s+(?:concern|deal)|\bother than|\bexcept|\btranne|\beccetto|\bdivers[ie] da\w*)\b",
    re.I,
)
_OPENING = re.compile(r"^\W*(?:non|\w+n['’]t)\b", re.I)  # "Non avete tesi …?" asks for them
# Conditions and groups that no filter knows; "the most recent" and the like are read before.
_UNREAD = re.compile(
    rf"\b(?:average|mean|median|medi[ao]|media(?:mente)?|percent\w*|percentual\w+|proportion\w*|without|senza|lack\w*|missing|manca\w*|not(?!\s+later)|non(?![\s-]+profit)|\w+n['’]t"
    rf"|(?:each|ogni|ciascun[oa]?)(?!\s+(?:{WORKS})\b)|most|fewest|least|(?:più|meno)(?!\s+(?:recent|nuov|vecch))"
    r"|(?:many|theses|works|reports|courses|documents)\b[^?]*?\bper\s+\w+|per\s+(?:year|author|supervisor|department|language|kind|type|course|anno|relator\w+|autor\w+|dipartiment\w+|lingua|tipo|cors\w+|docente|partner))\b",
    re.I,
)
_SEVERAL = re.compile(
    rf"\b(?:{WORKS})\s*(?:,|e|ed|and|or|o|oppure)\s+(?:quant\w+|how many|which|quali)?\s*(?:{WORKS})\b", re.I
)
_BY = re.compile(
    r"\bby\s+(?:year|author|supervisor|department|language|kind|type)\b(?!\s+(?:of\b|(?-i:[A-ZÀ-Ý])))", re.I
)  # not "by author Ada Rossi"

# "Which documents mention bamboo?", "in quali tesi compare la parola «bambù»?"
_TERM = r"(?:(?:la|le|il|i|the)\s+)?(?:parol[ae]|termin[ei]|espression[ei]|words?|terms?|phrases?)"
_MENTIONS = re.compile(
    rf"\W*(?P<works>(?:(?:in\s+)?(?:how many|which|what|quant[ei]|quali|che)|list|elenca|are there|is there|do you have|ci sono|avete|esistono)\b.*?\b(?:{WORKS})\b.*?)"
    rf"\b(?:menziona\w*|nomina\w*|cita(?:no|ndo)?|mention(?:s|ing)?|(?:contain(?:s|ing)?|contien\w*|conten\w*|ha(?:nno|ve|s)?|us(?:e|a|ano)|with|con|compa(?:re|iono)|appa(?:re|iono)|ricorr(?:e|ono))\s+{_TERM})"
    r"\s+(?P<words>\S.*?)[\s?.!]*",
    re.I,
)
_WHERE = re.compile(
    rf"\W*(?P<works>.*?\b(?:{WORKS})\b.*?)\b(?:does|do|in which|where)\s+(?:{_TERM}\s+)?(?P<words>\S.*?)\s+(?:appears?|occurs?|(?:is|are) (?:mentioned|named))[\s?.!]*",
    re.I,
)
_AS = re.compile(r"\b(?:as|come)\s", re.I)  # "mention Ziway as their place"
_QUOTED = re.compile(r"[“«\"'‘](?P<phrase>[^”»\"]+)[”»\"'’]")
_ARTICLE = re.compile(r"(?:il|lo|la|i|gli|le|un|una|the|an?)\s+|l['’]\s?|(?:dei|degli|delle)\s+", re.I)


@dataclass(frozen=True)
class Mention:
    """Words that works must have in their text, or a phrase in quotation marks; `works` is what a question says of the works else."""

    works: str
    words: str
    is_phrase: bool


def mention_asked(question: str) -> Mention | None:
    """The words in their text by which a question asks for works: "which theses mention bamboo?"; None for other questions."""
    found = _MENTIONS.fullmatch(question) or _WHERE.fullmatch(question)
    if not found or _AS.search(found["words"]):
        return None
    article = _ARTICLE.match(found["words"])
    words = found["words"][article.end() :] if article else found["words"]
    quoted = _QUOTED.fullmatch(words)
    return Mention(found["works"], (quoted["phrase"] if quoted else words).strip(), bool(quoted))


def before_topic(question: str) -> str:
    """The beginning of a question up to "about" or the like: what follows is the topic of works."""
    spans = [match.start() for match in WORD.finditer(question)]
    return next((question[:at] for at, kind in zip(spans, classes(question), strict=True) if kind == "ABOUT"), question)


def without_negated(question: str) -> tuple[str, str]:
    """The question up to "that are not" or the like, and what follows; (question, "") if nothing is negated."""
    question = _OPENING.sub("", question)
    found = _NEGATION.search(question)
    return (question[: found.start()], question[found.end() :]) if found else (question, "")


def numeral(question: str) -> int:
    """The number in a question before its topic ("the three longest theses"), 0 for none."""
    found = _NUMERAL.search(before_topic(question))
    return 0 if found is None else NUMBERS.get(found[1].lower()) or int(found[1])


def without_numeral(question: str) -> str:
    """The question without that number."""
    return _NUMERAL.sub(" ", question, count=1)


def asks_otherwise(rest: str) -> bool:
    """Whether what filters leave of a question asks for a mean, a share, groups, several kinds or the absence of something."""
    head = _OPENING.sub("", before_topic(rest))
    return bool(_UNREAD.search(head) or _SEVERAL.search(head) or _BY.search(rest))

"""Works that a question names as its source: "according to the care report", "in the thesis on water". Pure."""

import re

from kb.questions.phrases import bare
from kb.questions.work_nouns import KINDS, names_kind, topic_of

_ACCORDING = re.compile(
    r",?\s*\b(?:secondo|stando\s+a\w*|in\s+base\s+a\w*|according\s+to|as\s+stated\s+in)['’]?\s*(?P<named>(?:(?!\b(?:secondo|according)\b)[^,;?])+)(?:,\s*|(?=[;?]|$))", re.I
)  # fmt: skip
_KIND = f"(?:{'|'.join(sorted(KINDS, key=len, reverse=True))})"
# Another question, "and for how long?".
_NEXT = r"\b(?:and|e|ed)\s+(?:(?:a|ad|at|by|con|da|di|for|in|of|on|per|to|with)\s+)?(?:how|what|wh(?:en|ere|ich|om?|y)|che|chi|come|cosa|dove|perch[eé]|qual\w*|quando|quant\w*)\b"
_END = rf"(?:,\s*|\s*(?=[;?]|$|{_NEXT}))"
_REST = rf"(?:(?!{_NEXT})[^,;?])*?"
_BEFORE = r"(?:(?!(?:and|at|by|for|of|on|or|the|to|with)\b)[\w'’-]+\s+)"  # "city bees" of "the city bees report"
_OF = r"(?:(?:su(?:i|l\w{0,3}|gli)?|di|de(?:i|l\w{0,3}|gli)|d|per|che)\b)"
_PLACED = (
    re.compile(rf",?\s*\b(?:with)?in\s+the\s+(?P<named>{_BEFORE}{{0,6}}{_KIND}(?:\s+(?:on|about|of|at|from|by)\b{_REST})?){_END}", re.I),
    re.compile(rf",?\s*\b(?:all['’]interno\s+d|n)el(?:l['’]|l[ao]\s+|\s+)(?P<named>{_KIND}(?:\s+[\w-]+)?\s+{_OF}{_REST}){_END}", re.I),
)  # fmt: skip
# "Which hives does the beekeeping lecture list?": the work is the subject.
_SAYS = re.compile(rf"\b(?:does|did)\s+the\s+(?P<named>{_BEFORE}{{1,6}}{_KIND})(?=\s+\w)", re.I)
# Works that are documents, said to be one of a library: a study or a project may be described in any, and so may "the main report".
_DOCUMENT = r"\b(?:tesi(?:na)?|dissertazione|rapporto|report|opuscolo|bilancio|dispensa|lezione|manuale|presentazione|thesis|dissertation|brief|booklet|handbook|lecture|manual|presentation)\b"
_WITH_TOPIC = re.compile(rf"{_DOCUMENT}\s+(?:(?:on|about|su(?:i|gli|ll?[oae]?)?)\b|sull['’])", re.I)
_WITH_PROPER_NAME = re.compile(rf"(?=.*\b[A-ZÀ-Ý]).*(?i:{_DOCUMENT})")
_DURING = re.compile(r"corso\s+d(?!i\s+[A-ZÀ-Ý])")  # "nel corso dell'anno", not "nel corso di Statistica"


def source(question: str) -> tuple[str, str]:
    """The work that a question names as its source, and the question without it: "how many beds, according to the care report?".

    ("", question) if it names none.
    """
    found = _ACCORDING.search(question.strip())
    named = bare(found["named"]) if found else ""
    return (named, _without(question.strip(), found)) if found and names_kind(named) else ("", question)


def placed(question: str) -> tuple[str, str]:
    """The work in which a question expects its answer, and the question without it: "how many beds are in the report on care?".

    ("", question) if it names none, or no more than a kind of work: "in the study". What it names may also be no work: the project.
    """
    for pattern in (*_PLACED, _SAYS):
        found = pattern.search(question.strip())
        named = found["named"].strip() if found else ""
        if found and topic_of(named) != "" and not _DURING.match(named):
            return named, _without(question.strip(), found, "does it " if pattern is _SAYS else "")
    return "", question


def is_document(name: str) -> bool:
    """Whether a name means one document, by its topic or a proper name: "the lecture on wells", "the Lodi report"."""
    return bool(_WITH_TOPIC.search(name) or _WITH_PROPER_NAME.match(name))


def _without(question: str, found: re.Match[str], instead: str = "") -> str:
    """The question without a match, or with something instead."""
    left = f"{question[: found.start()]} {instead}{question[found.end() :]}".replace(" ?", "?")
    return re.sub(r"\s+", " ", left).strip(" ,")

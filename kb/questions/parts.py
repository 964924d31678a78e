"""Splits a compound question into whole questions. Pure."""

import re

from kb.questions.conversation.elliptic import is_elliptic
from kb.questions.conversation.follow_up import rewrite
from kb.text.languages import detect_query
from kb.text.normalise import WORD
from kb.text.tokens import content_words

_PARTS = 4  # maximum number of parts of a compound question, by judgement

_ASKING = (
    r"(?:(?:a|da|di|in|con|per|su|to|of|for|by|from|with|at)\s+)?"
    r"(?:chi|che cosa|cosa|cos[’']|quando|dove|come|perch[eéè]|quant[oaie]|qual[ei]?|che (?:anno|giorno|mese|data|periodo|lingua)|who|whom|whose|what|when|where|why|how|which)\b"
)
# After a comma alone, "who", "which" or "come" may as well begin a relative clause.
_NOT_RELATIVE = (
    r"(?:(?:a|da|di|in|con|per|to|of|for|by|from|with|at)\s+)?"
    r"(?:chi|che cosa|cosa|cos[’']|perch[eéè]|quant[oaie]|qual[ei]?|che (?:anno|giorno|mese|data|periodo|lingua)|what|why|how)\b"
    r"|(?:where|when)\s+(?:is|are|was|were|do|does|did|can|will)\b"
)
_BETWEEN = re.compile(rf"\?\s+|;\s+|,?\s+(?:e|ed|and|oppure|or)\s+(?={_ASKING})|,\s+(?={_NOT_RELATIVE})", re.I)
# "According to the report": the source of an answer, not what is asked.
_SOURCE = re.compile(r",?\s+(?:secondo|stando\s+a\w*|in\s+base\s+a\w*|according\s+to|as\s+stated\s+in)\s+.+$", re.I)

# "In the thesis on bread, how much …": the work that is asked about, not a question.
_SETTING = re.compile(
    r"(?:in|on|at|from|for|per|di|da|su|con|tra|fra|nel\w*|nell[’']\w*|dal\w*|sul\w*|about|among|between|according|secondo)\b",
    re.I,
)


def parts(question: str) -> list[str]:
    """The questions that a compound question consists of, each whole: a later one is completed from the first.

    "How many flats did Porte Aperte restore, and who paid?" has two. Returns [question] for a simple question.
    """
    found = [piece.strip(" ?,;") for piece in _BETWEEN.split(question)]
    found = [piece for piece in found if content_words(piece, detect_query(question)) or len(WORD.findall(piece)) > 1]
    if len(found) > 1 and _SETTING.match(found[0]) and not re.search(_ASKING, found[0], re.I):
        found[:2] = [f"{found[0]}, {found[1]}"]
    if not 1 < len(found) <= _PARTS:
        return [question]
    first, *others = (f"{piece[0].upper()}{piece[1:]}?" for piece in found)
    return [first, *(_completed(other, first) for other in others)]


def _completed(piece: str, first: str) -> str:
    """A later part as a whole question; "and at what hours according to the charter?" keeps its source."""
    source = _SOURCE.search(piece)
    bare = f"{piece[: source.start()]}?" if source else piece
    if not is_elliptic(bare):
        return piece
    whole = rewrite(bare, first)
    return f"{whole.rstrip('?')}{source.group()}" if source else whole

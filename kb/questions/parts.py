"""Splits a compound question into whole questions. Pure."""

import re
from collections.abc import Sequence

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
_WHO = re.compile(r"(?:who|chi)\b", re.I)
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
    says = [bool(content_words(piece, detect_query(question))) or len(WORD.findall(piece)) > 1 for piece in found]
    # After several questions a word alone asks another one ("… and when?"); else it may belong to the one before.
    found = [piece for at, piece in enumerate(found) if says[at] or (sum(says[:at]) > 1 and WORD.search(piece))]
    if len(found) > 1 and _SETTING.match(found[0]) and not re.search(_ASKING, found[0], re.I):
        found[:2] = [f"{found[0]}, {found[1]}"]
    if not 1 < len(found) <= _PARTS:
        return [question]
    whole: list[str] = []
    for piece in found:
        part = f"{piece[0].upper()}{piece[1:]}?"
        whole.append(_completed(part, whole) if whole else part)
    return whole


def _completed(piece: str, before: Sequence[str]) -> str:
    """A later part as a whole question, as it is if the parts before it don't tell of what it is.

    "And at what hours according to the charter?" keeps its source.
    """
    source = _SOURCE.search(piece)
    bare = f"{piece[: source.start()]}?" if source else piece
    if not is_elliptic(bare):
        return piece
    # "Who funded it, where was it built and when?": a question word alone stands before a verb that "who" hasn't.
    is_bare = len(WORD.findall(bare)) == 1
    first = next((part for part in reversed(before) if not _WHO.match(part)), before[0]) if is_bare else before[0]
    whole = rewrite(bare, first)
    if whole.startswith(f"{bare.rstrip('?')}: "):
        return piece
    return f"{whole.rstrip('?')}{source.group()}" if source else whole

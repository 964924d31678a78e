"""Follow-ups for a part of the work spoken of: "limiti dello studio" → "Quali sono i limiti della tesi sui forni?". Pure."""

import re

from kb.questions.conversation.chosen import things_compared
from kb.questions.conversation.knowledge import Knowledge
from kb.questions.conversation.references import referent, work
from kb.questions.conversation.translated import thing_in
from kb.questions.conversation.typed import as_thing
from kb.questions.grammar import fuse
from kb.questions.parsed_question import ParsedQuestion, parse_question
from kb.questions.work_nouns import is_work
from kb.questions.work_parts import lead_of, work_part
from kb.text.languages import detect_query
from kb.text.normalise import WORD


def asked_of_work(bare: str, before: ParsedQuestion, language: str, known: Knowledge) -> str:
    """The whole question; "" for a follow-up that asks for no part, or names a work, or after a question that names nothing."""
    part = work_part(bare)
    if part is None or part.work:
        return ""
    names = things_compared(before, language, known) or _spoken_of(before, language, known)
    if not names:
        return ""
    of = [fuse("di", name) if language == "it" else f"of {name}" for name in names]
    return f"{lead_of(part, language, bare)} {(' e ' if language == 'it' else ' and ').join(of)}"


def work_spoken_of(bare: str, earlier: str, language: str) -> str:
    """The work whose part the earlier question asks for, which a follow-up without a name, place or time leans on; "" for others.

    After "What is the method of Porte Aperte?", "and the costs?" are those of Porte Aperte.
    """
    part = work_part(earlier)
    named = parse_question(bare, language).phrases[:1]
    replaces = any(phrase.preposition or phrase.is_named or phrase.is_time for phrase in named)
    if part is None or not part.work or replaces:
        return ""
    # "The limits of speed" are of no work.
    is_named = any(is_work(word) or word[:1].isupper() for word in WORD.findall(part.work))
    return as_thing(re.sub(r"^(?:of|in|di)\s+", "", part.work), detect_query(earlier)) if is_named else ""


def _spoken_of(before: ParsedQuestion, language: str, known: Knowledge) -> tuple[str, ...]:
    """The work that the earlier question names, else the thing that it is about."""
    found = work(before) or referent(before, "one")
    if not found:
        return ()
    return (found if language == before.language else thing_in(found, before.language, known.translate),)

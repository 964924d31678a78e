"""Follow-ups for a part of the work spoken of: "limiti dello studio" → "Quali sono i limiti della tesi sui forni?". Pure."""

from kb.questions.conversation.chosen import things_compared
from kb.questions.conversation.knowledge import Knowledge
from kb.questions.conversation.references import referent, work
from kb.questions.conversation.translated import thing_in
from kb.questions.grammar import fuse
from kb.questions.parsed_question import ParsedQuestion
from kb.questions.work_parts import lead_of, work_part


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


def _spoken_of(before: ParsedQuestion, language: str, known: Knowledge) -> tuple[str, ...]:
    """The work that the earlier question names, else the thing that it is about."""
    found = work(before) or referent(before, "one")
    if not found:
        return ()
    return (found if language == before.language else thing_in(found, before.language, known.translate),)

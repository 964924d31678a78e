"""Follow-ups that choose between the things compared before: "which costs less?" → "Which costs less, A or B?". Pure."""

import re
from dataclasses import replace

from kb.questions.conversation.knowledge import Knowledge
from kb.questions.conversation.references import extended
from kb.questions.conversation.translated import thing_in
from kb.questions.conversation.typed import as_thing
from kb.questions.named.choice import choice
from kb.questions.named.compared import compared
from kb.questions.parsed_question import ParsedQuestion


def chosen(bare: str, before: ParsedQuestion, known: Knowledge) -> str:
    """The whole question; "" for a follow-up that doesn't choose, or after a question that doesn't compare."""
    found = choice(bare)
    if found is None or found.names or not (names := things_compared(before, found.language, known)):
        return ""
    return found.between(names)


def things_compared(before: ParsedQuestion, language: str, known: Knowledge) -> tuple[str, ...]:
    """The things that the earlier question compares, with their articles; one, in the plural, if it counts them; () for none."""
    comparison = compared(before.question)
    if comparison is None:
        return ()
    names = tuple(as_thing(name, before.language) for name in comparison.named) or _counted(before)
    if language == before.language:
        return names
    return tuple(thing_in(name, before.language, known.translate) for name in names)


def _counted(before: ParsedQuestion) -> tuple[str, ...]:
    """ "the two studies on bees", of "What data do the two studies on bees rely on?"."""
    number = re.compile(r"(?:two|three|four|due|tre|quattro|both|entramb[ie])\b", re.I)
    found = next((phrase for phrase in before.phrases if number.match(phrase.noun)), None)
    if found and " " not in found.noun and (noun := re.compile(r"\s+\w+").match(before.question, found.end)):
        found = replace(found, end=noun.end())
    return (extended(found, before),) if found else ()

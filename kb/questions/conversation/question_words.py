"""The earlier question with another question word: "and when?", "e in quale anno?", "e quanti bambini?"."""

import re

from kb.questions.conversation.references import definite, is_measure, maker, referent
from kb.questions.conversation.typed import is_topic
from kb.questions.grammar import fuse, lowered
from kb.questions.parsed_question import ParsedQuestion

_WHICH = re.compile(r"quali(?: sono)?|which(?: ones?)?|what ones", re.I)

# "When?" after "Who wrote …?", by a verb that fits works of either gender.
_YEAR = {"quando": "Di che anno è", "when": "What year is"}


def asked_otherwise(asked: ParsedQuestion, before: ParsedQuestion) -> str:
    """The earlier question with another question word: "and when?", "e quanti bambini?"."""
    lead = asked.lead
    if lead.lower() in _YEAR and maker(before):
        return f"{_YEAR[lead.lower()]} {referent(before, 'one')}{' from' * (before.language == 'en')}"
    if asked.is_counting and _counts_nothing(before) and (found := referent(before, "one")):
        return f"{lead} {fuse('in', found) if before.language == 'it' else f'in {found}'}"
    if not before.wh:
        return f"{lead} {lowered(before.question, before.language)}"
    if _WHICH.fullmatch(lead) and before.is_counting:
        which = "Quali" if before.language == "it" else "Which"
        return f"{before.frame}{which} {before.noun} {before.body}"
    if asked.is_counting and before.is_counting and not asked.preposition:
        kept = before.noun[len(before.phrases[0].head) :] if before.phrases and before.phrases[0].is_asked else ""
        return f"{before.frame}{lead}{kept} {before.body}"
    if not before.is_counting:
        return f"{before.frame}{lead} {before.body}"
    return f"{before.frame}{_with_subject(lead, before)}"


def _counts_nothing(before: ParsedQuestion) -> bool:
    """Whether what is counted can't take the place of what a question asks for: a price, who made a work, or nothing."""
    is_price = before.wh.lower() in ("quanto", "how much") and not before.noun
    return is_price or bool(maker(before)) or (not before.wh and is_topic(before.question))


def _with_subject(lead: str, before: ParsedQuestion) -> str:
    """An adverbial question about what the earlier question counted: "When did the city restore the flats?"."""
    noun = "" if is_measure(before.noun) else definite(before)
    if not noun:
        return f"{lead} {before.body}"
    if before.language == "en":
        return _in_english(lead, noun, before)
    group = re.match(r"(?:(?!(?:[a-zà-ù]*['’]|il|lo|la|i|gli|le|un|una|d[aei]\w{0,3}|a\w{0,3}|ne\w{0,3}|con|per|su\w{0,3})(?:\s|\b(?<=['’])))\S+\s*)+",
                     before.body)  # fmt: skip
    verb = group.group().strip() if group else ""
    return f"{lead} {verb} {noun} {before.body[len(verb) :]}" if verb else f"{lead} {noun} {before.body}"


def _in_english(lead: str, noun: str, before: ParsedQuestion) -> str:
    did = re.match(r"(do|does|did|can|could|will|should|would|has|have|had)\s+(.*)", before.body)
    if did:
        subject = next((p for p in before.phrases if p.start > before.body_start), None)
        end = subject.end if subject else before.body_start
        verb = re.match(r"\s*(\S+)", before.question[end:].rstrip(" ?"))
        if subject and verb:
            at = end + verb.end()
            return f"{lead} {before.question[before.body_start : at].strip()} {noun} {before.question[at:]}"
    be = re.match(r"(is|are|was|were)\s+(.*)", before.body)
    if be:
        return f"{lead} {be[1]} {noun} {be[2]}"
    return f"{lead} was it that {noun} {before.body}"

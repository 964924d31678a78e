"""Conversion of a follow-up to the whole question a person would have typed: earlier predicate and entities are kept.

Three kinds: a fragment ("and in Milan?", "e i bambini?") takes the place of the earlier question's part of the same type; a bare
question word ("e quando?") takes the place of its question word; a question that lacks its subject ("quanto costa?", "who led
it?") gets the noun phrase it refers to.
"""

import re
from collections.abc import Sequence

from kb.questions.conversation.asides import aside
from kb.questions.conversation.chosen import chosen, things_compared
from kb.questions.conversation.completion import fill_in
from kb.questions.conversation.elliptic import EXAMPLE, MORE, TRUE, is_elliptic, is_new_topic, restriction
from kb.questions.conversation.fragments import is_fragment, replaced
from kb.questions.conversation.knowledge import NOTHING, Knowledge, Titles
from kb.questions.conversation.made import asked_for, further, has_owner, sentence
from kb.questions.conversation.of_works import (
    asked_of_work,
    asks_of_answered,
    asks_summary,
    listed_by_topic,
    other_kind,
    summary_of,
    superlative_of,
    work_spoken_of,
    works_listed,
)
from kb.questions.conversation.question_words import asked_otherwise
from kb.questions.conversation.references import work as named_work
from kb.questions.conversation.translated import in_language, question_word, thing_in
from kb.questions.conversation.typed import accented, context, is_topic, voted, without_courtesy
from kb.questions.grammar import OPENINGS, PRONOUNS, WH, lowered
from kb.questions.parsed_question import ParsedQuestion, parse_question
from kb.questions.phrases import tokens
from kb.text.languages import detect_query
from kb.text.normalise import WORD


def standing_alone(questions: Sequence[str], known: Knowledge = NOTHING) -> str:
    """The last of some questions asked in turn, as a whole question; an elliptic one follows up the one before it.

    Greetings and thanks among them are ignored; as the last one they are returned unchanged.
    """
    # The patterns below would take time cubic in the length of a run of white space.
    *before, last = (" ".join(question.split()) for question in questions)
    asked = [question for question in before if not aside(question)]
    if not asked or aside(last):
        return last
    whole = asked[0]
    for question in [*asked[1:], last]:
        leans = is_elliptic(question) and not is_new_topic(question, whole)
        whole = rewrite(question, whole, known) if leans else question
    return whole


def rewrite(question: str, earlier: str, known: Knowledge = NOTHING) -> str:
    """The follow-up `question` as a whole one, given the whole question before it; in its own language where they differ."""
    titles = Titles(known)
    return titles.shown(_whole(question, titles.hidden(earlier), voted(earlier), titles))


def _whole(question: str, earlier: str, heard: str, titles: Titles) -> str:
    """The follow-up to a question in the language `heard` ("" if unclear), which its rest may not show without title and command."""
    typed, listed = without_courtesy(accented(question)), without_courtesy(earlier)
    earlier, known = _last_asked(context(earlier, voted(question) or detect_query(question))), titles.known
    bare = restriction(typed) or _question_word_first(OPENINGS.sub("", typed).strip() or typed.strip())
    before = parse_question(earlier, heard)
    language = voted(bare) or before.language
    if other := other_kind(bare, listed) or superlative_of(bare, listed):
        return sentence(other)
    replaces = is_fragment(bare, parse_question(bare, language)) and not asks_of_answered(bare)
    if replaces and language == before.language and listed_by_topic(listed):
        return sentence(replaced(bare.rstrip(" ?!."), parse_question(listed, language), known))
    if answering := _answering(bare, before, language, known):
        before = parse_question(answering, language)
    elif asks_of_answered(bare) and (works := works_listed(listed)):
        before = parse_question(titles.named(works), before.language)
    if asks_summary(bare):
        return summary_of(bare, answering or named_work(before)) or typed
    return _rewritten(typed, bare, before, language, known)


def _rewritten(typed: str, bare: str, before: ParsedQuestion, language: str, known: Knowledge) -> str:
    """The follow-up, as typed and as bare question, completed from the question before it or the name of what it is about."""
    earlier = before.question
    if whole := chosen(bare, before, known) or asked_of_work(bare, before, language, known):
        return sentence(whole)
    if work := work_spoken_of(bare, earlier, language):
        earlier, before = work, parse_question(work, before.language)
    named = _named(before, voted(typed) or language, known)
    if MORE.fullmatch(typed) or EXAMPLE.fullmatch(typed):
        return further(named, wants_example=bool(EXAMPLE.fullmatch(typed)))
    asked = parse_question(bare, language)
    if (true := TRUE.match(bare)) and not before.wh:
        return sentence(f"{earlier.rstrip(' ?!.')} {bare[true.end() :]}")
    if is_fragment(bare, asked) and (is_topic(earlier) or has_owner(bare, language)):
        bare = asked_for(bare, asked)
        asked = parse_question(bare, language)
    if is_fragment(bare, asked):
        fragment = bare.rstrip(" ?!.")
        if language != before.language and not any(phrase.is_time for phrase in asked.phrases):
            fragment = thing_in(fragment, language, known.translate)
        return sentence(replaced(fragment, before, known))
    points = any(word in PRONOUNS[language] or word == "there" for word, _, _ in tokens(bare))
    if asked.wh and not asked.body.strip() and not points:
        return sentence(asked_otherwise(question_word(asked, before.language, known.translate), before))
    filled = fill_in(bare, asked, named)
    is_open = filled == bare and not any(word[0].isupper() and word != "I" for word in WORD.findall(bare)[1:])
    return sentence(f"{bare.rstrip(' ?!.')}: {lowered(named.question, named.language)}" if is_open else filled)


def _answering(bare: str, before: ParsedQuestion, language: str, known: Knowledge) -> str:
    """The work that answered the earlier question, if the follow-up asks of it and neither question names another; else ""."""
    if not asks_of_answered(bare) or named_work(before) or things_compared(before, language, known):
        return ""
    return known.answering(before.question, language)


def _named(before: ParsedQuestion, language: str, known: Knowledge) -> ParsedQuestion:
    """The earlier question, or the things that it names if a follow-up is in another language and it names any."""
    if language == before.language:
        return before
    named = in_language(before, language, known.translate)
    return named if named.phrases else before


def _last_asked(earlier: str) -> str:
    """The question after a colon: where nothing could be filled in, the one before stands there ("How much in all: how many …?")."""
    _, colon, after = earlier.rpartition(": ")
    return after if colon and WH.match(after) else earlier


_DISLOCATED = re.compile(
    r"(?P<topic>(?:il|lo|la|i|gli|le|l['’]|the)\b.{2,60}?),?\s+(?P<rest>(?:quant[oaie]|quando|dove|chi|come|perch[eéè]|che cosa)\b.*)",
    re.I,
)


def _question_word_first(bare: str) -> str:
    """ "la manutenzione quanto costa?" → "quanto costa la manutenzione?"."""
    moved = _DISLOCATED.fullmatch(bare.rstrip(" ?!."))
    return f"{moved['rest']} {moved['topic']}?" if moved else bare

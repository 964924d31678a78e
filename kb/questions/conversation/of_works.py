"""Follow-ups about the work spoken of: "limiti dello studio" → "Quali sono i limiti della tesi sui forni?". Pure.

After a question that names no work they are about the one that answered it: "who wrote it?", "riassumila", "e i limiti?".
"""

import re

from kb.questions.conversation.chosen import things_compared
from kb.questions.conversation.knowledge import Knowledge
from kb.questions.conversation.references import referent, work
from kb.questions.conversation.translated import thing_in
from kb.questions.conversation.typed import as_thing, is_topic
from kb.questions.grammar import article, fuse
from kb.questions.parsed_question import ParsedQuestion, parse_question
from kb.questions.work_nouns import PEOPLE, SEVERAL_WORKS, WORK, is_work
from kb.questions.work_parts import lead_of, work_part
from kb.text.languages import detect_query
from kb.text.normalise import WORD

_MADE_IT = r"scritt|seguit|curat|pubblicat|discuss|presentat|supervisionat"
_IT = rf"(?:it|this|that|them|(?:this|that|the) {WORK})"
_LA = rf"(?:quest[oa](?: {WORK})?|(?:la|il|lo) {WORK})"
# A fact of a work, which it is asked of by a pronoun, by "the thesis" or without a subject.
_FACT = re.compile(
    rf"who (?:wrote|(?:co-)?authored|(?:co-)?supervised|advised|edited|published) {_IT}"
    rf"|who(?: is| are| was| were|['’]s) (?:the|its|their) {PEOPLE['en']}(?: of {_IT})?|(?:the|its) {PEOPLE['en']}"
    rf"|when (?:is {_IT} from|was {_IT} (?:written|published|defended|submitted|presented))"
    rf"|(?:what|which) year (?:is {_IT} from|was {_IT} (?:written|published|defended|submitted))"
    rf"|how many pages(?: does {_IT} have| has it| is it| are there)?"
    rf"|what(?: is|['’]s) {_IT} about|(?:in )?(?:what|which) language (?:is|was) {_IT}(?: written)?(?: in)?"
    rf"|chi (?:l['’]\s?ha|l[oaie] ha) (?:{_MADE_IT})[oaie]|chi ha (?:{_MADE_IT})[oa] {_LA}"
    rf"|(?:chi|quale|quali|qual) (?:è|e['’]|era|fu|sono|erano|è stat[oa]|sono stati) (?:(?:il|lo|la|i|gli|le|il suo|la sua|i suoi) |l['’]\s?)?{PEOPLE['it']}"
    rf"(?: (?:di {_LA}|del(?:la|lo)? {WORK}))?|(?:(?:il|i|gli|la|le) |l['’]\s?){PEOPLE['it']}"
    rf"|(?:di|in) (?:che|quale) anno (?:è|e['’]|è stat[oa] (?:{_MADE_IT})[oa])|quando (?:è|e['’]) stat[oa] (?:{_MADE_IT})[oa]"
    rf"|quante pagine (?:ha|sono|conta)|(?:di )?(?:che )?cosa (?:parla|tratta)|di che (?:parla|tratta)|in (?:che|quale) lingua (?:è|e['’])(?: scritt[oa])?",
    re.I,
)  # fmt: skip
_SUMMARY = {
    "it": re.compile(
        rf"riassum(?:il[oa]|imel[oa]|i {_LA})|(?:(?:fammi|dammi|mi fai|vorrei)\s+)?un (?:breve )?(?:riassunto|sunto)|parla(?:mi|ci) (?:di {_LA}|del(?:la|lo)? {WORK})", re.I
    ),
    "en": re.compile(
        rf"(?:summari[sz]e|sum up|describe) {_IT}|(?:(?:give|show|write) me )?an? (?:short |brief )?summary(?: of {_IT})?|tell me (?:more )?about (?:this|that|the) {WORK}", re.I
    ),
}  # fmt: skip
# Kinds in the plural, and questions that list works: "Quali tesi ci sono sull'acqua?", "theses on water".
_FEMININE = r"tes[ie]|tesine|\w+zioni|ricerche|indagini|dispense"
_THE = r"(?:(?:i|gli|le|the|dei|degli|delle)\s+)?"
_LIST = re.compile(
    rf"(?:(?P<asks>quali|which|what)\s+|{_THE})(?P<kind>{SEVERAL_WORKS})(?:\s+(?:ci sono|avete|esistono|are there|there are|do you have|you have))?"
    r"(?P<rest>\s+(?:su|sul\w*|sull['’].+|d['’].+|d[aei]l?\w*|dell['’].+|per|con|in|ad?|at|on|about|of|from|by|for)\b.*)?[\s?.!]*",
    re.I,
)
_KIND = re.compile(rf"{_THE}(?P<kind>{SEVERAL_WORKS})", re.I)
# "La più recente?", "which is the longest?" of works listed.
_SUPERLATIVE = re.compile(
    r"(?:(?:qual|quale)\s+è\s+)?(?P<it>(?:il|la|lo)\s+(?:più\s+\w+|ultim[oa])|l['’]ultim[oa])"
    r"|(?:(?:which|what)(?:\s+one)?\s+is\s+)?(?P<en>the\s+(?:most\s+recent|latest|newest|oldest|longest|shortest))(?:\s+one)?", re.I
)  # fmt: skip
_COMMAND = {"it": "Riassumi", "en": "Summarise"}


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


def asks_of_answered(bare: str) -> bool:
    """Whether a follow-up, without "and", asks for a fact, a part or a summary of the work that answered."""
    asked = bare.strip(" ?!.")
    part = work_part(asked)
    return bool(_FACT.fullmatch(asked)) or (part is not None and not part.work) or asks_summary(asked)


def asks_summary(bare: str) -> bool:
    """Whether a follow-up asks for a summary: "riassumila"."""
    return bool(_summary_language(bare.strip(" ?!.")))


def summary_of(bare: str, work: str) -> str:
    """The request for a summary of a work; "" without one, or if the follow-up asks for none."""
    language = _summary_language(bare.strip(" ?!."))
    return f"{_COMMAND[language]} {work}" if work and language else ""


def _summary_language(asked: str) -> str:
    return next((language for language, form in _SUMMARY.items() if form.fullmatch(asked)), "")


def works_listed(earlier: str) -> str:
    """The works that the earlier question lists: "le tesi sull'acqua" of "Quali tesi ci sono sull'acqua?"; "" if it lists none."""
    listed = _LIST.fullmatch(earlier)
    if not listed or not listed["asks"]:
        return ""
    kind = listed["kind"].lower()
    is_english = listed["asks"].lower() in ("which", "what")
    the = article(kind, "en" if is_english else "it", plural=True, feminine=bool(re.fullmatch(_FEMININE, kind)))
    return f"{the} {kind}{(listed['rest'] or '').rstrip(' ?!.')}"


def superlative_of(bare: str, earlier: str) -> str:
    """The question for the newest, longest or the like of the works that the earlier question lists; "" for others."""
    found, works = _SUPERLATIVE.fullmatch(bare.strip(" ?!.")), works_listed(earlier)
    if not found or not works:
        return ""
    if found["it"]:
        return f"Qual è {found['it']} {fuse('di', works)}?"
    return f"Which is {found['en']} of {works}?"


def listed_by_topic(earlier: str) -> bool:
    """Whether a few words ask for a list of works: "tesi sull'acqua"; with an article they mean one work, or some that are known."""
    return bool(_LIST.fullmatch(earlier)) and is_topic(earlier)


def other_kind(bare: str, earlier: str) -> str:
    """The earlier list for another kind of works: "only the theses" after "Which works are from 2022?"; "" for others."""
    kind, listed = _KIND.fullmatch(bare.strip(" ?!.")), _LIST.match(earlier)
    if not kind or not listed:
        return ""
    return f"{earlier[: listed.start('kind')]}{kind['kind'].lower()}{earlier[listed.end('kind') :]}"

"""Answers to "who knows about …?" and "whom can I contact about …?": people whose works speak of the topic, each with a passage."""

import re

from kb.answer.candidates import windows
from kb.answer.records import CatalogueAnswer
from kb.library import Library
from kb.model import Filters, Passage, Reader
from kb.people.experts import experts, nobody
from kb.search.query_analysis import Query
from kb.search.scope import open_scope
from kb.text.languages import detect_query
from kb.text.terms import text_terms
from kb.translations import translator

EXPERTS = "experts"  # the intent of such an answer
_NAMED = 3  # people, or else organisations
_SENTENCE = 40  # characters at least
_MAY = r"(?:posso|potrei|possiamo|potremmo|devo|dovrei|dobbiamo|dovremmo|si può|(?:can|could|should|may|do) (?:i|we))"
_REACH = (
    r"(?:contattare|sentire|interpellare|chiedere|rivolger(?:e|mi|ci|si)|scrivere|parlare"
    r"|contact|ask|talk to|speak (?:to|with)|turn to|write to|reach|get in touch with)"
)
_ON = (
    r"(?:(?:per|su(?:l|llo|lla|i|gli|lle)?|di|de(?:l|llo|lla|i|gli|lle)|con|riguardo a\w*|a proposito di|about|for|on|regarding|with|of|in(?! charge))\b"
    r"|(?:sull|dell|d)['’])"
)
# "Chi si occupa di …" and "who worked in …" aren't among them: documents tell who deals with something, and where.
_ASKS = (
    rf"(?:(?:a |con )?chi|whom?) {_MAY} {_REACH}",
    r"chi (?:se ne|si) intende",
    r"chi (?:ha|avrebbe) (?:esperienza|competenz[ae])",
    r"chi (?:lavora|ha lavorato|sta lavorando)(?= su)",
    r"(?:chi (?:è|sono)|ci sono|avete|cerco) (?:l['’]|un['’]?|una |gli |le |i |degli |delle )?\s?espert[oaie]",
    r"who knows(?: most| a lot| something| anything)?",
    r"who (?:has|have) (?:experience|expertise)",
    r"who (?:works|has worked|have worked|is working)(?= on\b)",
    r"(?:who is|who are|are there|is there|do you have|looking for) (?:any |an |the )?experts?",
)
_ASKED = re.compile(rf"\W*(?:{'|'.join(_ASKS)}) {_ON}\s*(?P<topic>\S.*)", re.I)
_DEALS = (
    r"(?:si occupan?o?|lavora(?:no)?|fa(?:nno)? ricerca|works?|(?:is|are) working|deals?|do(?:es)? research)(?! in\b)"
)
# "Quali docenti si occupano di acqua?"
_ASKED_OF_STAFF = re.compile(
    rf"\W*(?:quali|che|which|what) (?:docenti|professori|ricercatori|professors?|researchers?|lecturers?) {_DEALS} {_ON}\s*(?P<topic>\S.*)", re.I
)  # fmt: skip
# "Chi si occupa di acqua in questa università?": of those who deal with it, the people of the university.
_ASKED_HERE = re.compile(
    rf"\W*(?:chi|who)(?: here)? {_DEALS} {_ON}\s*(?P<topic>\S.*?)[\s,]+"
    r"(?:(?:in|nella?|all['’]|at|in) ?(?:questa |questo |vostra |vostro |this |your |the )?(?:università|ateneo|university)"
    r"|(?:al|at the) poli(?:tecnico)?(?: di milano)?|da voi|qui|here)\W*", re.I
)  # fmt: skip
_FRAMED = re.compile(
    r"(?:un[oa]?|l[ao]|il|una? mi[oa]|(?:il |la )?(?:mi[oa]|nostr[oa])|an?|the|my|our)?\s*(?:progetto|tesi|studio|ricerca|iniziativa|tema|project|thesis|study|research|initiative|topic)"
    r"\s+(?:su\w*|d[ie]\w*|about|on|of|with|con)\s*['’]?\s*", re.I,
)  # fmt: skip


def expertise_asked(question: str) -> str:
    """The topic on which a question asks for people: "prisons" in "Whom can I contact about prisons?"; "" for other questions."""
    forms = (_ASKED_HERE, _ASKED, _ASKED_OF_STAFF)
    asked = next((found for form in forms if (found := form.fullmatch(question.strip()))), None)
    topic = asked["topic"].strip(" ?!.") if asked else ""
    return _FRAMED.sub("", topic, count=1) if _FRAMED.match(topic) else topic


def who(library: Library, question: str, reader: Reader, filters: Filters) -> CatalogueAnswer | None:
    """The people, or else organisations, whose works speak of the topic that a question names; None for other questions."""
    topic = expertise_asked(question)
    if not topic:
        return None
    _ = translator(detect_query(question))
    found = experts(library, topic, reader, _NAMED, filters)
    named = found.people or found.organisations
    if not named:
        return CatalogueAnswer(EXPERTS, nobody(_, found.searched), "", ())
    value = ", ".join(expert.entity.name for expert in named)
    said = (
        _("People whose works speak of “{topic}”: {names}.", topic=topic, names=value)
        if found.people
        else _("Organisations whose works speak of “{topic}”: {names}.", topic=topic, names=value)
    )
    hits = {hit.passage.id: hit for expert in named for hit in expert.evidence[:1]}
    query = open_scope(library, reader, filters).analyse(topic, prefixes=False)
    works = tuple({hit.document.id: hit.document for hit in hits.values()}.values())
    spans = tuple((hit.passage, _best_sentence(hit.passage, query)) for hit in hits.values())
    return CatalogueAnswer(EXPERTS, said, value, works, topic, spans=spans, named=tuple(one.entity for one in named))


def _best_sentence(passage: Passage, query: Query) -> tuple[int, int]:
    """The sentence or two with most of the topic's words, of equal ones the shortest; fragments only where there is nothing else."""

    def said(span: tuple[int, int]) -> tuple[bool, float, int]:
        text = passage.text[slice(*span)]
        is_whole = len(text) >= _SENTENCE and text.endswith((".", "!", "?"))
        return is_whole, query.coverage(text_terms(text)), -len(text)

    return max(windows(passage), key=said)

"""Answers about people: "who knows about …?", by those whose works speak of the topic, and "what does … work on?", by their works."""

import re
from itertools import islice

from kb.answer.candidates import windows
from kb.answer.catalogue.aspects import Statement, statements
from kb.answer.records import CatalogueAnswer
from kb.library import Library
from kb.model import Filters, Passage, Reader
from kb.people.directory import Entity, directory
from kb.people.experts import experts, nobody
from kb.search.query_analysis import Query
from kb.search.scope import open_scope
from kb.text.languages import detect_query
from kb.text.normalise import WORD, fold
from kb.text.terms import text_terms
from kb.translations import translator

EXPERTS, PERSON = "experts", "person"  # the intents of such answers
_SHOWN, _READ = 3, 8  # works of a person of which a sentence is quoted, and in which one is looked for
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

_TITLE = r"(?:(?:il|la|lo|l['’]|the)\s*)?(?:(?:prof|dott|ing|arch|dr|mr|mrs|ms)\.?(?:ss?a)?\.?|professor(?:e|essa)?|dottor(?:e|essa)?|doctor)\s+"
_DOES = r"(?:si (?:occupa|è occupat[oa])|lavora|ha lavorato|fa(?: ricerca)?|ha fatto|studia|ha studiato)"
_NAME = rf"(?:{_TITLE})?(?P<name>[^?,;]+?)"
_ASKED_OF_PERSON = tuple(
    re.compile(rf"\W*{form.format(_NAME)}\W*", re.I)
    for form in (
        rf"(?:(?:di|su) (?:che )?cosa|(?:di|su) (?:quali|che) (?:temi|argomenti)|(?:che )?cosa) {_DOES} {{}}",
        r"(?:chi (?:è|e['’]|era)|who(?: is|['’]s| was)) {}",
        r"(?:parlami|dimmi (?:qualcosa|tutto)|raccontami(?: qualcosa)?) (?:di|su|de[li]|della) {}",
        r"tell me (?:something |more )?about {}",
        r"(?:(?:quali|che cosa) sono )?(?:i|gli) (?:lavori|progetti|temi|argomenti|interessi)(?: di ricerca)? (?:di|de[li]|della) {}",
        r"what (?:does|did|has|is|was) {} (?:work(?:ed|ing)? on|do(?:ne|ing)?|stud(?:y|ied|ying)|research(?:ed|ing)?)",
        r"what are {}['’]s? (?:research )?(?:topics|works|projects|interests)",
    )
)


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


def of_person(library: Library, question: str, reader: Reader, filters: Filters) -> CatalogueAnswer | None:
    """The works of the person that a question is about, with a sentence of the newest; None for other questions and unknown people."""
    forms = (form.fullmatch(question.strip()) for form in _ASKED_OF_PERSON)
    entity = next((found for asked in forms if asked and (found := _person(library, asked["name"], reader))), None)
    allowed = open_scope(library, reader, filters).allowed if entity else ()
    parts = [part for part in entity.parts if part.number in allowed] if entity else []
    if entity is None or not parts:
        return None
    _, works = translator(detect_query(question)), tuple(part.document for part in parts)
    said = (
        _("Works with {name}: “{title}”.", name=entity.name, title=works[0].title)
        if len(works) == 1
        else _("Works with {name}: {count}.", name=entity.name, count=len(works))
    )
    told = filter(None, (_statement(library, part.number) for part in parts[:_READ]))
    spans = tuple((statement.passage, statement.span) for statement in islice(told, _SHOWN))
    return CatalogueAnswer(PERSON, said, len(works), works, spans=spans, named=(entity,))


def _person(library: Library, name: str, reader: Reader) -> Entity | None:
    """The one person with this name, or this surname, in the documents that the reader may see."""
    asked = set(WORD.findall(fold(name)))
    known = [(entity, WORD.findall(fold(entity.name))) for entity in directory(library, reader).people.values()]
    whole = [entity for entity, words in known if asked == set(words)]
    meant = whole or [entity for entity, words in known if asked and asked <= set(words) and words[-1] in asked]
    return meant[0] if len(meant) == 1 else None


def _statement(library: Library, document: int) -> Statement | None:
    """What a document states: its aim, else its outcome."""
    found = statements(library, document)
    return found.get("aim") or found.get("outcome")


def _best_sentence(passage: Passage, query: Query) -> tuple[int, int]:
    """The sentence or two with most of the topic's words, of equal ones the shortest; fragments only where there is nothing else."""

    def said(span: tuple[int, int]) -> tuple[bool, float, int]:
        text = passage.text[slice(*span)]
        is_whole = len(text) >= _SENTENCE and text.endswith((".", "!", "?"))
        return is_whole, query.coverage(text_terms(text)), -len(text)

    return max(windows(passage), key=said)

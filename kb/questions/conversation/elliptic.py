"""Elliptic questions, which depend on the one before, and requests for more about that. Pure."""

import re

from kb.questions.conversation.of_works import asks_of_answered
from kb.questions.conversation.typed import is_topic, without_courtesy
from kb.questions.grammar import DETERMINERS, OPENINGS, PREPOSITIONS, PRONOUNS
from kb.questions.phrases import tokens
from kb.questions.work_nouns import WORK
from kb.text.languages import detect_query
from kb.text.normalise import WORD
from kb.text.tokens import content_words

_SHORT = 2  # content words up to which a question without names is elliptic, by judgement
_OPENS = re.compile(r"^\s*(?:e|ed|ma|invece|and|but|or|so|what about|how about|che ne)\b", re.I)
_POINTING = re.compile(
    r"\b(?:it|its|they|them|their|this|these|those|he|she|him|his|her|there|quest[oaie]|quell[oaie]|su[oa]|suoi|sue|loro|lui|lei|lì|ci|ne"
    r"|(?:the|il|lo|la|l['’]|del|dello|della|dell['’]|nel|nello|nella|al|allo|alla|dal|dallo|dalla|sul|sullo|sulla)\s?"
    rf"{WORK}"
    r"(?!\s(?:of|on|about|for|d[aei]|su|sul|sull|sulla|sui|sugli|sulle|per|con|che|that|which)\b))\b",
    re.I,
)

# "What is a heat pump?", "are there theses on bread?": whole, however short.
_WHOLE = re.compile(
    r"^\W*(?:(?:what(?: is|['’]?s) an?|(?:che )?(?:cos['’]? ?[eè]['’]?|cosa [eè]['’]?) un['oa]?)(?=[\s'’])|(?:che )?cosa (?:significa|vuol dire|si intende per)|what is meant by|what does .+ mean\b"
    r"|(?:defini(?:tion of|zione di)|parla(?:mi|ci)|raccontami|summari[sz]e|riassumi|describe|descrivi|tell me (?:more )?about|(?:che )?cosa (?:sai|sapete) (?:di|del\w*|su\w*)|what do you know about)\b"
    r"|(?:quant[ei]|quali|how many|which|what) (?:tesi|theses|document[is]|documenti|works|lavori)\b"
    r"|(?:ci sono|c['’] ?[eè]|avete|esistono|are there|is there|do you have)\b.*\b(?:tesi|theses|documenti|documents|lavori|works|qualcosa|anything|something)\b.*\b(?:su|sul|sull|sulla|sullo|sui|sugli|sulle|about|on)\b"
    r")",
    re.I,
)
_PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|this|these|those|he|she|him|his|her|quest[oaie]|quell[oaie]|suo|sua|suoi|sue|loro|lui|lei)\b",
    re.I,
)
MORE = re.compile(
    r"\W*(?:(?:e|ed|and|ok|please|puoi|puo|può|can you|could you|vorrei|i want to|i would like to|i['’]d like to)\b[\s,]*)*"
    r"(?:(?:tell me|say|show me|give me|explain|know|dimmi|dammi|dimmene|raccontami|saper(?:e|ne)|spiegami|spiega)(?:mi)?[\s,]+)?"
    r"(?:more(?: (?:details?|information|info|please))?|further(?: details)?|(?:qualcosa |qualche cosa )?(?:di|in|ancora|qualcosa di) pi[uù]['’]?|altro|ancora|dell['’]altro|(?:maggiori|pi[uù]['’]?|altri|altre) (?:dettagli|informazioni|info|particolari)"
    r"|continua|continue|go on|vai avanti|approfondisci|approfondir[ei]|elaborate|explain better|meglio|spiegati meglio|what else|(?:che|cos['’]) ?altro|cosa altro|anything else|nient['’]altro|in more detail|in detail|nel dettaglio|details|dettagli)"
    r"(?: (?:about|on|su|di) (?:it|this|that|them|questo|quello|ciò|esso))?\W*", re.I,
)  # fmt: skip
EXAMPLE = re.compile(
    r"\W*(?:(?:e|and|puoi|can you|could you)\s+)*(?:(?:fammi|farmi|mi fai|dammi|give me|show me|for|per|with|con)\s+)?(?:(?:some|an|un|qualche|alcuni|degli)\s+)?(?:example|examples|esempio|esempi|for instance)(?: please)?\W*", re.I
)  # fmt: skip
# "Is it true in every sector?" repeats the question before for something else.
TRUE = re.compile(
    r"(?:is|was) (?:it|this|that)(?: also| still)? (?:true|so|right|correct|the case)\b|(?:è|e['’]|vale)(?: anche| ancora)?(?: (?:vero|così|giusto|corretto|lo stesso))(?: anche)?\b|(?:does|is) (?:that|this|it) (?:also )?(?:hold|apply)\b",
    re.I,
)
# "Only the theses", "group them by department".
_RESTRICTS = re.compile(
    r"(?:solo|soltanto|solamente|only|just)\s+|(?:raggruppa|suddividi|dividi|conta)(?:l[ei])?\s+(?=per\b)"
    r"|(?:group|divide|split|count|break)\s+(?:(?:them|these|those)\s+)?(?:down\s+|up\s+)?(?=(?:by|per)\b)",
    re.I,
)


def restriction(question: str) -> str:
    """What a few words restrict or group the earlier question by: "the theses" of "only the theses"; "" for others."""
    bare = OPENINGS.sub("", question).strip(" ?!.")
    restricts = _RESTRICTS.match(bare)
    return bare[restricts.end() :] if restricts and is_topic(bare) else ""


def is_elliptic(question: str) -> bool:
    """Whether a question is elliptic (starts with "and", uses a pronoun, names nothing) and needs the previous one."""
    question = without_courtesy(question)
    if MORE.fullmatch(question) or EXAMPLE.fullmatch(question) or asks_of_answered(OPENINGS.sub("", question)):
        return True
    if restriction(question):
        return True
    if _WHOLE.search(question) and not _PRONOUN.search(question):
        return False
    if is_topic(question) and tokens(question)[0][0] in PREPOSITIONS["it"] | PREPOSITIONS["en"]:
        return True  # "in Italian"
    words = WORD.findall(question)
    named = any(word[0].isupper() and word != "I" for word in words[1:])
    few = len(content_words(question, detect_query(question))) <= _SHORT and not named
    return few or bool(_OPENS.search(question)) or (bool(_POINTING.search(question)) and not named)


def is_new_topic(question: str, earlier: str) -> bool:
    """Whether a few words, typed as for a search, are a new topic: two or more, or after others of the kind."""
    words = [word for word, _, _ in tokens(question)]
    if asks_of_answered(OPENINGS.sub("", question)) or restriction(question):
        return False
    if not is_topic(question) or OPENINGS.sub("", question) != question or MORE.fullmatch(question):
        return False
    small = {word for code in ("it", "en") for word in PREPOSITIONS[code] | DETERMINERS[code] | PRONOUNS[code].keys()}
    return words[0] not in small and not EXAMPLE.fullmatch(question) and (is_topic(earlier) or len(words) > 1)

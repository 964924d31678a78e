"""The kind of answer a question asks for (a number, a date, a name …), as patterns that an answer must match. Pure."""

import re

from kb.text.normalise import fold
from kb.text.tokens import ACRONYM, spans, tokens

_NUMBER = re.compile(
    r"\d|\b(?:due|tre|quattro|cinque|sei|sette|otto|nove|dieci|cento|mille|milion[ei]|miliard[oi]|one|two|three|four|five|six"
    r"|seven|eight|nine|ten|(?:dozen|hundred|thousand|million|billion)s?|decin[ae]|centinai[ao]|migliai[ao]|mila|metà|half|third|terzo|quarto|quarter|doppio|twice)\b", re.I
)  # fmt: skip
_DATE = re.compile(
    r"\b(?:1[5-9]|20)\d\d\b|\b(?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre"
    r"|january|february|march|april|may|june|july|august|september|october|november|december)\b|\bsecolo\b|\bcentury\b", re.I
)  # fmt: skip
_NAME = re.compile(r"(?<![.!?…]\s)(?<!^)\b[A-ZÀ-Ý][\w’'\-]+")
_REASON = re.compile(
    r"\b(?:perch[eéè]|poich[eéè]|dato che|in quanto|a causa|grazie a|dovut[oaie]|quindi|pertanto|motiv|ragion|caus|allo scopo|al fine"
    r"|because|since|due to|as a result|therefore|thus|reason|in order to|so that|owing|lead|allow|enabl|permett|consent)", re.I
)  # fmt: skip
# Sums in accounts have no currency: "220.356", "45,00".
_MONEY = re.compile(
    r"[€$£]|\b(?:euro|eur|dollar|usd|sterlin|franch)|(?<![\d.,])\d{1,3}(?:[.,]\d{3})+(?![\d.,])|(?<![\d.,])\d+[.,]\d\d(?![\d.,])",
    re.I,
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_PHONE = re.compile(r"\+?\d[\d ./-]{6,}\d")
_MAIL = re.compile(r"\S@\S|\[at\]|\(at\)")
_TIME = re.compile(
    r"\b\d{1,2}[:.]\d\d\b|\bore \d|\balle \d|\b\d{1,2} ?(?:[ap]\.?m\b|o[’']clock)|\b(?:noon|midnight|mezzogiorno|mezzanotte)\b",
    re.I,
)
_STRICT = (_NUMBER, _MONEY, _YEAR, _PHONE, _MAIL, _TIME)
_DEFINITION = re.compile(
    r"\b(?:è|sono|si intende|si definisce|consist|means|is|are|refers? to|defined?|denot|called|chiamat)\b", re.I
)

# Measured quantities: "at what temperature", "qual è la durata".
_MEASURED = (
    r"(?:temperatur[ea]|pression[ei]|pressure|velocità|speed|età|age|distan(?:ce|za)|depth|profondità|height|altezza|width|larghezza|length|lunghezza"
    r"|frequenc[ey]|frequenza|power|potenza|weight|peso|capacity|capacità|durat(?:a|ion)|area|superficie|(?:interest |error )?rate|tasso|ratio"
    r"|percentage|percentuale|share|quota|number|numero|average|mean|media|maximum|minimum|massim[oa]|minim[oa]|total|totale)"
)

# (pattern of the question, pattern its answer must match); the first that matches counts, so specific ones come first.
_KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (re.compile(r"\b(?:numero di telefono|recapito telefonico|(?:tele)?phone number)\b", re.I), _PHONE),
    (re.compile(r"\b(?:e-?mail address|indirizzo e-?mail|indirizzo di posta elettronica|what (?:is|was) the e-?mail|qual è l[’']e-?mail)\b",
                re.I), _MAIL),
    (re.compile(r"\b(?:how much (?:money|does|did|do)|a quanto ammont\w+|quanto cost\w+|quanti euro|che (?:importo|somma)|what (?:is|was) the"
                r" (?:price|cost|budget))\b|^\W*(?:what|which|qual[ei]?|che)(?: (?:is|was|are|were|è|era|fu)(?: stat[oa])?)?(?: (?:the|its|their|il|lo|suo))*(?: [\w-]+)?"
                r" (?:cost|price|budget|costo|prezzo)s?\b", re.I), _MONEY),
    (re.compile(r"\b(?:how (?:many|much|long|far|often|old|large|big)|what (?:percentage|share|proportion|fraction|number|age)|quant[aie]|quanto tempo"
                r"|(?<!per )(?<!in )(?<!tanto )(?<!secondo )quanto(?! (?:riguarda|concerne))|che (?:percentuale|età)|quale (?:percentuale|quota|età))\b", re.I), _NUMBER),
    (re.compile(rf"\b(?:(?:at|to|by|under|over|with) (?:what|which)|(?:what|which) (?:is|was|are|were) the|what[’']s the|(?:a|con|su|in|per) (?:che|quale)|qual(?: è|[’']è| era| fu)"
                rf" (?:il |la |l[’'])) ?(?:\w+ )?{_MEASURED}\b", re.I), _NUMBER),
    (re.compile(r"\b(?:at what time|what time|when do(?:es)? .{1,60} (?:open|close)|a che ora|a quale ora|in che orari|(?:con|qual[ei]) (?:quale |è l[’']|sono gli )?orari[o]?)\b",
                re.I), _TIME),
    (re.compile(r"\b(?:what|which|che|quale) (?:year|anno)\b", re.I), _YEAR),
    (re.compile(r"\b(?:(?:what|which) (?:day|month|date)|(?:in|a|da) (?:che|quale) (?:giorno|mese|data|periodo)|qual è la data|quali sono le date"
                r"|what (?:is|are|was|were) the dates?)\b", re.I), _DATE),
    (re.compile(r"\b(?:what (?:is|are|does)|che cos[’']?\s?[eè]|cos[’']è|cosa (?:è|sono|significa|vuol)|what do(?:es)? .* mean)\b", re.I), _DEFINITION),
)  # fmt: skip

# The same for words that also join clauses; they count only as the first question word: "how is it decided where …" asks for no place.
_BY_WORD: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (re.compile(r"when|in which months?|since when|quando|in che (?:data|periodo)", re.I), _DATE),
    (
        re.compile(
            r"(?:by |with |for |to |from |a |ad |da |di |con |per )?(?:who|whom|whose|chi)|where|dove|in qual[ei]", re.I
        ),
        _NAME,
    ),
    (re.compile(r"why|perch[eéè]|come mai|for what reason|per quale motivo", re.I), _REASON),
)
_FIRST = re.compile(
    r"^\W*che\b|\b(?:since when|in which months?|when|quando|whom|whose|who|chi|where|dove|for what reason|per quale motivo|why|perch[eéè]|come mai|in che (?:data|periodo)|in (?:che|quale) modo|in qual[ei]"
    r"|how|come(?! (?:il|lo|la|l['’]|i|gli|le|un)\b)|what|which|qual[ei]?|(?:che )?cosa|cos['’]|quant\w)(?!\w)", re.I
)  # fmt: skip

# The noun right after the question word: "studenti" in "Quanti studenti …?".
_SOUGHT = re.compile(
    r"\b(?:quant[oaie]|quali?|quale|how many|how much|which|what)\s+"
    r"(?!(?:è|sono|is|are|was|were|did|does|do)\b)([^\W\d_]{4,})", re.I
)  # fmt: skip


# "which three strategies", "quali sono gli obiettivi", "elenca i partner": several things are asked for.
_PLURAL = r"(?!(?:is|was|does|has|its|this|\w*(?:ss|us|is))\b)[a-z]{3,}s\b"
_SEVERAL = re.compile(
    r"\b(?:which|what|quali)\s+(?:are|were|sono|erano|furono|sarebbero)\b|\bquali\s+(?!(?:è|era|fu|di|dei|degli|delle)\b)\w"
    rf"|\b(?:which|what)\s+(?:(?:two|three|four|five|six|\d)\s+(?:[\w-]+\s+)?)?{_PLURAL}"
    rf"|\b(?:which|what)\s+(?:[\w-]+\s+){{1,2}}{_PLURAL}\s+(?:are|were|do|did|have|had|can|could|should|must|will)\b"
    r"|^\W*(?:list|name|enumerate|elenca(?:re|mi)?|quali)\b", re.I
)  # fmt: skip


def asks_several(question: str) -> bool:
    """Whether a question asks for several things, which a list may answer."""
    return bool(_SEVERAL.search(question))


def asked_noun(question: str) -> str:
    """The noun after the question word: "studenti" in "Quanti studenti …?"; "" if there is none."""
    found = _SOUGHT.search(question)
    return found[1] if found else ""


def expected_answer(question: str) -> re.Pattern[str] | None:
    """The pattern an answer must match (number, sum, year, date, name, reason, definition …); None if the question doesn't say."""
    first = _FIRST.search(question)
    said = first.group() if first else ""
    by_word = next((answer for asked, answer in _BY_WORD if asked.fullmatch(said)), None)
    certain = next((answer for asked, answer in _KINDS if asked.search(question)), None)
    return certain if certain is not None and certain is not _DEFINITION else by_word or certain


def is_strict(pattern: re.Pattern[str] | None) -> bool:
    """Whether a sentence that doesn't match `pattern` can't be the answer: "how many" requires a number."""
    return pattern in _STRICT


def asks_name_or_date(pattern: re.Pattern[str] | None) -> bool:
    """Whether a pattern is that of a name, a date or a contact, which title pages state."""
    return pattern in (_NAME, _DATE, _YEAR, _PHONE, _MAIL)


def names(question: str) -> set[str]:
    """Folded proper names and numbers of a question: capitalised words except the first, and words with digits."""
    typed = [
        (question[start:end], normalised)
        for token in tokens(question)
        for normalised, start, end in spans(question, token)
    ]
    return {
        fold(normalised)
        for at, (word, normalised) in enumerate(typed)
        if (at and word[0].isupper()) or any(map(str.isdigit, normalised)) or normalised.endswith(ACRONYM)
    }

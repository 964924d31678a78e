"""Questions about a part that nearly every work has: its limits, strengths, conclusions, recommendations, goals, method. Pure.

A part is recognised by the noun for it in a question, by the heading of its section, and by its own words in a sentence.
"""

import re
from dataclasses import dataclass
from typing import Literal

from kb.questions.work_nouns import WORK

Kind = Literal["limits", "strengths", "conclusions", "recommendations", "goals", "method", "next", "question"]

# The work as such: "dello studio", "of this thesis". What else "limits" may be of is something the work is about.
_WORK = rf"(?:{WORK}|anal[iy]sis?|metodo|method|modello|model|approccio|approach)"
_OF_WORK = (
    rf"(?:d(?:i|el|ello|ella|ell['’])\s?|of\s)(?:quest[oa]\s|present[ei]\s|the\s|this\s|our\s|nostr[oa]\s)?{_WORK}"
)
NOUNS: dict[Kind, str] = {
    "limits": r"limit[ei]|limitazion[ei]|punti deboli|debolezze|limits|limitations?|weaknesses|weak points|shortcomings",
    "strengths": r"punti (?:di forza|forti)|strengths|strong points|strong suits",
    "conclusions": r"conclusion[ei]|considerazioni (?:finali|conclusive)|conclusions?|(?:final|concluding) remarks",
    "recommendations": r"raccomandazion[ei]|recommendations?",
    "goals": r"obiettiv[oi]|scop[oi]|finalità|goals?|objectives?|aims?",
    "method": r"metod[oi]|metodologi[ae]|methods?|methodolog(?:y|ies)",
    "next": r"sviluppi futuri|prossimi passi|prospettive(?: future)?|lavori futuri|future (?:work|developments|research)|next steps",
    "question": r"domand[ae] di ricerca|research questions?",
}
_SECTION = rf"(?:\s+(?:{_OF_WORK}|principali|general[ei]|specific[ih]e?|metodologic[ih]e?|finali))*(?:\s*(?:,|:|/|\be\b|\bed\b|\band\b|&)\s*.+)?"
_ALSO_HEADED: dict[Kind, str] = {
    "limits": "criticità|difficoltà|threats to validity|caveats",
    "strengths": "vantaggi|advantages",
    "conclusions": "summary and conclusions?|closing remarks",
    "recommendations": "policy implications|che cosa raccomandiamo|indicazioni operative",
    "goals": "purpose|motivazioni|scope",
    "method": "materiali e metodi|materials|materiali|research design|disegno della ricerca|approccio metodologico",
    "next": "outlook|future directions|what(?: is)? next",
    "question": "hypotheses|ipotesi di ricerca",
}
_HEADINGS: dict[Kind, re.Pattern[str]] = {
    kind: re.compile(
        rf"(?:(?:i|gli|le|il|la|lo|the|our|main|principali|study|research|brevi)\s+)*(?:(?:{_ALSO_HEADED[kind]}|\w+)\s+(?:e|ed|and|&)\s+)?"
        rf"(?:{noun}|{_ALSO_HEADED[kind]}){_SECTION}",
        re.I,
    )
    for kind, noun in NOUNS.items()
}
_SAID: dict[Kind, str] = {
    "limits": rf"\b(?:limitazion[ei]|limitations?|(?:un|il|principale|maggiore?|primo|secondo|altro|ulteriore) limite|limit[ei] {_OF_WORK}|(?:of|in) (?:this|the|our) {_WORK} (?:is|are|was) limited|punt[oi] debol[ei]"
    r"|shortcomings?|weaknesses|non è (?:stato )?possibile generalizzare|cannot be generali[sz]ed)\b",
    "strengths": r"\b(?:punt[oi] di forza|strengths?|strong points?)\b",
    "conclusions": r"\b(?:in conclusione|si (?:può )?conclud\w+|possiamo concludere|in conclusion|we conclude|to conclude|it can be concluded)\b",
    "recommendations": r"\b(?:raccomand\w+|si (?:consiglia|suggerisce)|(?:we |authors? |it is )?recommend(?:s|ed|ations?)?|we suggest)\b",
    "goals": r"\b(?:obiettiv[oi] (?!di sviluppo)(?:d|è|sono|general|specific|principal)\w*|(?:lo|suo) scopo|si propon(?:e|gono) (?:di|come)|mira a|(?:aim|goal|objective|purpose)s? (?:of|is|are|was)|aims? (?:to|at))\b",
    "method": r"\b(?:metodologia|il metodo|metodo (?:us|utilizz|adott)\w+|methodology|(?:the|our) methods?|is based on (?:a|an|the) (?:survey|interviews?|sample))\b",
    "next": r"\b(?:sviluppi futuri|prossimi passi|in futuro|future (?:work|research|developments|studies)|next steps?)\b",
    "question": r"\b(?:domand[ae] di ricerca|research questions?)\b",
}  # fmt: skip
_OWN_WORDS: dict[Kind, re.Pattern[str]] = {kind: re.compile(words, re.I) for kind, words in _SAID.items()}
_FRAME = r"(?:(?:quali?|qual|what|which)(?:\s+(?:sono(?:\s+stati|\s+state)?|è|e['’]|erano|era|are|is|were|was))?\s+|what['’]s\s+|(?:che|ci sono|are there|elenca|list|describe|descrivi|spiega(?:mi)?|explain)\s+)?"
_BEFORE = r"(?:(?:i|gli|le|il|la|lo|the|its|their|suoi|sue|suo|sua|any|some|alcuni|alcune|dei|degli|delle|main|principali)\s+|l['’])*"
_AFTER = r"(?:\s+(?:principali|finali|generali|specific[ih]e?|usat[oaie]|utilizzat[oaie]|adottat[oaie]|used|for the future|per il futuro))*"
_VERBS_IT = r"(?:ha(?:nno)?|riconosc\w+|indica\w*|segnala\w*|ammett\w+|presenta\w*|usa(?:no)?|utilizza\w*|adotta\w*|dichiara\w*|(?:si\s+)?pon\w+|perseg\w+|formula\w*|propon\w+|d[àa]|trae|traggono)"
_VERBS_EN = r"(?:have|has|had|name|admit|report|acknowledge|state|use|give|make|set(?: out)?|pursue|draw|reach|follow|propose|describe|mention|list)"
_FORMS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(form, re.I))
    for kind, noun in NOUNS.items()
    for form in (
        rf"{_FRAME}{_BEFORE}(?:{noun}){_AFTER}(?:\s+(?P<work>(?:d(?:i|el|ello|ella|ei|egli|elle)\b|d(?:ell)?['’]|of\b|nel\w*\b|in\b).+))?",
        rf"(?:quali?|che|what|which)\s+(?:{noun}){_AFTER}\s+(?:{_VERBS_IT}\s+(?P<work>.+)|(?:does|do|did)\s+(?P<other>.+?)\s+{_VERBS_EN})",
    )
)
_VERBAL: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("recommendations", re.compile(r"(?:che\s+)?cosa\s+(?:raccomanda|consiglia|suggerisce)(?:no)?\s+(?P<work>.+)|what\s+(?:does|do|did)\s+(?P<other>.+?)\s+recommend", re.I)),
    ("conclusions", re.compile(r"(?:che\s+)?cosa\s+conclud(?:e|ono)\s+(?P<work>.+)|a\s+(?:che|quali|quale)\s+conclusion[ei]\s+(?:arriva|giunge|perviene)(?:no)?\s+(?P<third>.+)|what\s+(?:does|do|did)\s+(?P<other>.+?)\s+conclude", re.I)),
)  # fmt: skip
_GENERIC = re.compile(
    rf"(?:(?:d(?:i|el|ello|ella)|of|in|nel|nello|nella|il|lo|la|the|quest[oa]|this|that|it|la sua|il suo)(?:\s+|$)|(?:[dn]ell['’]|l['’])\s?)*{_WORK}?",
    re.I,
)


@dataclass(frozen=True)
class WorkPart:
    """The part of a work that a question asks for; `work` names the work, "" for "the study" or none."""

    kind: Kind
    work: str

    def is_headed(self, heading: str) -> bool:
        """Whether the plain heading of a section announces the part."""
        return bool(_HEADINGS[self.kind].fullmatch(heading.strip()))

    def is_said(self, sentence: str) -> bool:
        """Whether a sentence names the part in its own words."""
        return bool(_OWN_WORDS[self.kind].search(sentence))

    def may_be(self, sentence: str) -> bool:
        """Whether a sentence doesn't use the noun for the part in another sense: "i valori limite"."""
        return self.is_said(sentence) or not re.search(rf"\b(?:{NOUNS[self.kind]})\b", sentence, re.I)


def work_part(question: str) -> WorkPart | None:
    """The part of a work that a question asks for; None for other questions."""
    asked = " ".join(question.split()).strip(" ?!.")
    for kind, form in (*_FORMS, *_VERBAL):
        if found := form.fullmatch(asked):
            named = next((text for text in found.groupdict().values() if text), "")
            return WorkPart(kind, "" if _GENERIC.fullmatch(named) else named)
    return None


_ASKED: dict[str, dict[Kind, str]] = {
    "it": {
        "limits": "Quali sono i limiti", "strengths": "Quali sono i punti di forza", "conclusions": "Quali sono le conclusioni",
        "recommendations": "Quali sono le raccomandazioni", "goals": "Quali sono gli obiettivi", "method": "Qual è il metodo",
        "next": "Quali sono gli sviluppi futuri", "question": "Qual è la domanda di ricerca",
    },
    "en": {
        "limits": "What are the limitations", "strengths": "What are the strengths", "conclusions": "What are the conclusions",
        "recommendations": "What are the recommendations", "goals": "What are the goals", "method": "What is the method",
        "next": "What are the next steps", "question": "What is the research question",
    },
}  # fmt: skip


# What two works are compared by if a question doesn't say.
_COMPARED_BY: tuple[Kind, ...] = ("goals", "method", "conclusions")


def compared_by(language: str) -> list[str]:
    """The questions that are asked of each work where a comparison doesn't say in what, in "it" or "en"."""
    return [f"{_ASKED[language][kind]}?" for kind in _COMPARED_BY]


def lead_of(part: WorkPart, language: str, typed: str = "") -> str:
    """The beginning of a question for the part: "Quali sono i limiti"; in English with the noun as typed, if there is one."""
    noun = re.search(rf"\b(?:{NOUNS[part.kind]})\b", typed, re.I)
    if language == "en" and noun and noun[0][-1] not in "aeioà":  # an English one
        return f"What {'are' if noun[0].endswith('s') else 'is'} the {noun[0].lower()}"
    return _ASKED[language][part.kind]

"""The question that a section of a work answers, as a person would type it. Pure."""

import re
from collections.abc import Sequence

from kb.questions.grammar import ARTICLES, AUXILIARIES, DETERMINERS, PREPOSITIONS, PRONOUNS, WH, fuse
from kb.questions.work_parts import WorkPart
from kb.text.stopwords import STOPWORDS

_LENGTHS = range(4, 60)  # characters of a heading that reads well in a question
_MOST_WORDS = 7  # of a heading
_TITLE_LENGTHS = range(3, 60)  # characters of a title that can stand in a question
_PLAIN = re.compile(r"[^\W\d_](?:[^\W\d_]|\d|[’' ]|-)*")  # no brackets, colons, addresses, formulas
_NUMBER = re.compile(
    r"^(?:(?:cap(?:itolo)?|chapter|section|sezione|parte|part|art(?:icolo|icle)?)\b\.?\s*)?(?:(?:[A-Z]?\d+(?:\.\d+)*[.)]?|[IVX]+[.)])\s+)?", re.I
)  # fmt: skip
# Headings that every work has: they don't tell what their section is about.
_GENERAL = re.compile(
    r"\b(?:introdu\w+|conclu\w+|abstract|sommario|summary|indice|contents|references|riferimenti|bibliograf\w+|bibliography|citations?|appendi\w+"
    r"|allegat\w+|annex\w*|ringraziamenti|acknowledge?ments|method\w*|metod\w*|results?|risultat\w+|discussion\w*|table|tabell\w*|figur\w*|part[ei]?"
    r"|chapter|capitolo|article|articolo|esercizi\w*|esercitazion\w+|exercises?|background|related work|state of the art|stato dell.arte|prefa\w+"
    r"|glossar\w+|premess[ae]|overview|panoramica|code|codice|esempi\w*|examples?|setup|notes?|not[ae]|status|gallery|further|ulteriori|generale?|comparison"
    r"|confronto|sintesi|descrizione|in breve|in short|in numbers|in cifre|at a glance|experiments?|esperimenti|hands-on|faq)\b| - ", re.I
)  # fmt: skip
# Sections that many works have: their headings, or the part of a work that they announce, and the wording of their question
# by language. {work} is the work, {of} the same after "di".
_Kind = tuple[re.Pattern[str] | WorkPart, dict[str, str]]
_KINDS: tuple[_Kind, ...] = (
    *((re.compile(rf"(?:(?:i|il|gli|le|la|our|the|nostri)\s)*(?:{heading})", re.I), {"it": domanda, "en": question})
    for heading, domanda, question in (
        (r"partner|partenariato|partners?|partnership", "Chi sono i partner {of}?", "Who are the partners of {work}?"),
        (r"costi|budget|spese|quanto costa|(?:costs?|budget|expenses)(?: and \w+)?", "Quali costi indica {work}?",
         "What costs does {work} report?"),
        (r"destinatari|beneficiari|beneficiaries|target groups?", "A chi si rivolge {work}?", "Who is {work} for?"),
        (r"difficoltà|criticità|problemi(?: aperti)?|difficulties|challenges|problems|what (?:did not|didn[’']t)(?: work)?|what went wrong",
         "Quali difficoltà segnala {work}?", "What difficulties does {work} describe?"),
    )),
    (WorkPart("goals", ""), {"it": "Quali sono gli obiettivi {of}?", "en": "What are the goals of {work}?"}),
    (WorkPart("next", ""), {"it": "Quali prossimi passi indica {work}?", "en": "What next steps does {work} set out?"}),
    (WorkPart("recommendations", ""), {"it": "Che cosa raccomanda {work}?", "en": "What does {work} recommend?"}),
    (WorkPart("question", ""), {"it": "Qual è la domanda di ricerca {of}?", "en": "What is the research question of {work}?"}),
    (WorkPart("limits", ""), {"it": "Quali limiti riconosce {work}?", "en": "What limitations does {work} name?"}),
)  # fmt: skip
# The same for sections that every work has, of which a reader of another language is told: other headings can't be translated.
_ALWAYS: tuple[_Kind, ...] = (
    (WorkPart("conclusions", ""), {"it": "Quali sono le conclusioni {of}?", "en": "What are the conclusions of {work}?"}),
    (WorkPart("method", ""), {"it": "Qual è il metodo {of}?", "en": "What is the method of {work}?"}),
)  # fmt: skip
# Italian titles that begin with one of these take an article in the middle of a sentence.
_TITLED = {
    **dict.fromkeys(("relazione", "guida", "carta", "dispensa", "tesi", "ricerca", "mappa"), "la"),
    **dict.fromkeys(("rapporto", "manuale", "bilancio", "report", "regolamento", "piano", "progetto", "modello"), "il"),
    **dict.fromkeys(("studio", "statuto"), "lo"), **dict.fromkeys(("analisi", "indagine", "introduzione"), "l’"),
}  # fmt: skip
# Headings that begin with one of these, or with an infinitive, are instructions; no bare preposition goes before a number.
_NO_NOUN = {
    "en": re.compile(
        r"(?:avoid|hire|think|make|get|create|keep|choose|install|find|know|learn|let|minimi[sz]e|maximi[sz]e|ensure|consider|remember|do|don.t|be|go|see"
        r"|write|read|add|define|identify|understand|improve|reduce|use|try|run|start|save|check|load|ask|give|take|put)\b", re.I),
    "it": re.compile(r"(?:\w+[aei]re|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|attività)\b", re.I),
}  # fmt: skip
_POSSESSIVES = frozenset("my your his her its our their".split())


def section_question(title: str, heading: str, language: str, asked_in: str = "") -> str:
    """The question that a section answers; "" if none reads well. `language` ("it" or "en") is that of title and heading.

    Well-known sections are asked for in the words for them ("Who are the partners of …?"), others by their heading. In another
    language (`asked_in`) only well-known ones are.
    """
    asked_in = asked_in or language
    work, asked = work_name(title, language, asked_in), plain_heading(heading)
    if not work or not {language, asked_in} <= {"it", "en"} or not asked:
        return ""
    of = fuse("di", work) if asked_in == "it" else work
    for kind, questions in _KINDS if asked_in == language else (*_KINDS, *_ALWAYS):
        if kind.is_headed(asked) if isinstance(kind, WorkPart) else kind.fullmatch(asked):
            return questions[asked_in].format(work=work, of=of)
    return _about(work, asked, language) if asked_in == language and _is_noun_phrase(asked, language) else ""


def plain_heading(heading: str) -> str:
    """The last part of a heading without its number, in lower case except for (possible) names and acronyms."""
    text = _NUMBER.sub("", heading.rpartition("›")[2].strip()).strip(" .:;–-")
    if text.isupper():
        return text.lower() if " " in text or len(text) > 6 else text
    words = text.split()
    is_titled = len(words) > 1 and all(word[0].isupper() for word in words if len(word) > 3)
    return " ".join(
        word.lower() if (is_titled or not at) and (word[1:].islower() or len(word) == 1) else word
        for at, word in enumerate(words)
    )


def short_title(title: str) -> str:
    """The title up to its first colon or full stop, at most about sixty characters."""
    first = re.split(r"[:.?!](?:\s|$)", title, maxsplit=1)[0].strip()
    return first if len(first) < 70 else first[:60].rsplit(" ", 1)[0] + "…"


def work_name(title: str, language: str, asked_in: str) -> str:
    """A work's short title as it stands in a sentence, with an article if it takes one; "" if it is too long or has no words.

    `language` is that of the title, `asked_in` that of the sentence.
    """
    name = short_title(title)
    if len(name) not in _TITLE_LENGTHS or not _PLAIN.fullmatch(name) or name.isupper() or not name[0].isupper():
        return ""
    if asked_in == "en":
        return f"the {name[4:]}" if name.startswith("The ") else name
    the = _TITLED.get(name.split()[0].lower(), "") if language == "it" else ""
    return f"{the}{'' if the in ('', 'l’') else ' '}{name}"


def _is_noun_phrase(heading: str, language: str) -> bool:
    """Whether a heading is a noun phrase in the language of its work, not a sentence or an order, and fits into a question."""
    words = heading.lower().replace("’", "'").replace("l'", "l' ").split()
    if not _fits(heading, words) or _NO_NOUN[language].match(heading) or WH.match(heading):
        return False
    small, other = STOPWORDS[language], STOPWORDS["en" if language == "it" else "it"]
    begins_otherwise = words[0] in small | PREPOSITIONS[language] and words[0] not in DETERMINERS[language]
    pronouns = PRONOUNS["en"].keys() - _POSSESSIVES if language == "en" else set()
    says = set(words[1:]) & (AUXILIARIES[language] - {"si", "ci", "sia"} | pronouns)
    orders = words[0] not in DETERMINERS[language] and words[1:2] and words[1] in ARTICLES[language] | _POSSESSIVES
    is_foreign = any(word in other - small for word in words)
    return not (begins_otherwise or says or orders or is_foreign or words[-1] in small | PREPOSITIONS[language])


def _fits(heading: str, words: Sequence[str]) -> bool:
    is_short = len(heading) in _LENGTHS and len(words) <= _MOST_WORDS
    return is_short and bool(_PLAIN.fullmatch(heading)) and not _GENERAL.search(heading)


def _about(work: str, heading: str, language: str) -> str:
    first = heading.partition(" ")[0].lower()
    if language == "en":
        return f"What does {work} say about {heading}?"
    if first in ("il", "lo", "la", "i", "gli", "le") or first.startswith(("l'", "l’")):
        return f"Che cosa dice {work} {fuse('su', heading)}?"
    return f"Che cosa dice {work} a proposito di {heading}?"

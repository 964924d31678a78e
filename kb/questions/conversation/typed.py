"""Extraction of a question from a message: without greetings, courtesies, commands and sentences before it. Pure."""

import re

from kb.questions.grammar import ARTICLES, AUXILIARIES, PREPOSITIONS, SPLIT, WH, article
from kb.questions.phrases import tokens
from kb.text.languages import detect_query
from kb.text.sentences import sentences
from kb.text.stopwords import STOPWORDS

# "Mi sai dire …", "Could you tell me …": openings that don't belong to the question.
_COURTESY = re.compile(
    r"^\W*(?:(?:per favore|per piacere|please|buongiorno|buonasera|salve|ciao|hello|hi|hey|grazie(?: mille)?|thanks(?: a lot)?|thank you|ok|okay|perfetto|bene|capito|great)\b\W*){0,3}"
    r"(?:(?:scusa(?:te|mi)?|mi scusi|scusi|excuse me|sorry|una domanda|quick question|one question)\b\W*)?"
    r"(?:(?:mi (?:sai|sapete|sa|puoi|potete|può|potresti|potreste|sapresti|sapreste) (?:dire|spiegare)|mi (?:dici|dica|dite|spieghi|spiega)"
    r"|(?:sai|sapete|sapresti|sapreste)(?: dirmi)?(?! (?:di|del\w*|su\w*)\b)|(?:puoi|potete|potresti|potreste)(?: per favore)? (?:dirmi|spiegarmi)|fammi(?: sapere)?(?! un)|dimmi(?! (?:di più|altro))|spiegami(?! meglio)|(?:vorrei|volevo|voglio|mi piacerebbe|mi interessa|mi serve|ho bisogno di)(?: (?:sapere|capire|conoscere))?"
    r"|(?:could|can|would) you(?: please)?(?: (?:tell|explain to) me| explain)?|(?:please )?tell me(?! (?:more|about))|i(?:[’']d| would) (?:like|love) to(?: know| understand)?|i (?:want|need|wish) to(?: know| understand)?"
    r"|i(?:[’']m| am| was) wondering|do you know(?! about))\b\W*)?(?:(?:se|if|whether)\b\s)?", re.I
)  # fmt: skip
_THANKS = re.compile(
    r"[\s,.!?–-]+(?:grazie(?: mille)?|thanks(?: a lot)?|thank you|please|per favore|per piacere)\W*$", re.I
)
# "Riassumi la tesi …": followed by the subject of the next questions.
_COMMAND = re.compile(
    r"^(?:what else is there to know|che altro c['’]è da sapere|what is an example|qual è un esempio|confront(?:a|are)|compare|riassum\w+|sintetizza\w*|descriv\w+|spiega\w*|elenca\w*|parla(?:mi|ci|temi)|racconta\w*|dimmi(?: qualcosa)?|mostra\w*|trova\w*|cerca\w*|approfondisci"
    r"|(?:fammi|dammi|vorrei|mi serve|mi fai) (?:un |una |il |la )?(?:riassunto|sintesi|panoramica|descrizione)|(?:che )?cosa (?:sai|sapete|si sa)|(?:qualche )?(?:informazion[ei]|info|notizie|qualcosa)"
    r"|summari[sz]e|sum up|describe|explain|list|show(?: me)?|find(?: me)?|(?:give|show|write)(?: me)?(?: an?| the)? (?:summary|overview|description|outline)|tell me(?: more| something)?|talk(?: to me)?"
    r"|what (?:do you know|is known)|(?:any |some )?info(?:rmation)?|something|anything|search for|look(?:ing)? for)\b\s*(?:(?:about|on|of)\b\s*)?", re.I
)  # fmt: skip
# "E' vero", "piu" and "qual e" as typed without accents; "e" alone is "and".
_ACCENT = re.compile(r"(?<!\w)([Ee])['’`](?=\s|$)")
_PIU = re.compile(r"\b(p)iu\b['’`]?", re.I)
_IS = re.compile(r"\b((?:qual|chi)\s|(?:cos|com|dov)['’])\s?e['’`]?(?=\s+(?:il|lo|la|i|gli|le|l['’]|stat[oa]))", re.I)
_INVARIABLE = re.compile(r"tesi|sintesi|ipotesi|crisi|analisi")
# Stop words and, for "per" of both languages, prepositions.
_SMALL = {code: STOPWORDS[code] | PREPOSITIONS[code] for code in ("it", "en")}
_FEMININE = re.compile(rf"\w+(?:a|zione|sione|tà|tù)|{_INVARIABLE.pattern}")


def without_courtesy(question: str) -> str:
    """The question without an opening such as "Could you tell me" and thanks at its end; unchanged if nothing else is left."""
    bare = _THANKS.sub(lambda match: "?" if "?" in match[0] else "", question)
    return _COURTESY.sub("", bare, count=1).strip() or question


def accented(question: str) -> str:
    """An Italian question with the accents that were left out of "più" and "è", as on keyboards without "È"."""
    question = _IS.sub(r"\1è", _PIU.sub(r"\1iù", question))
    return _ACCENT.sub(lambda match: "È" if match[1] == "E" else "è", question)


def context(earlier: str, language: str = "") -> str:
    """An earlier turn as context of a follow-up: its last question, without courtesy; for a command or a few words the thing named.

    "Hello. I study bread. Could you tell me who bakes it?" → "who bakes it?"; "Summarise the thesis on ovens" → "the
    thesis on ovens"; "microgrid" → "the microgrid". `language` is that of the follow-up, for single words that don't
    show theirs.
    """
    spans = sentences(earlier)
    asked = [earlier[slice(*span)].strip() for span in spans]
    last = next((text for text in reversed(asked) if text.endswith("?")), earlier if len(asked) < 2 else asked[-1])
    bare = without_courtesy(accented(last))
    found = _COMMAND.match(bare)
    if found and bare[found.end() :].strip(" ?!."):
        return as_thing(bare[found.end() :])
    return as_thing(bare, language if " " not in bare.strip() else "") if is_topic(bare) else bare


def is_topic(text: str) -> bool:
    """Whether a text is a few words without a verb or a question word: "microgrid", "forni di quartiere"."""
    words = [word for word, _, _ in tokens(text)]
    verbs = AUXILIARIES[detect_query(text)] - {"ci", "vi", "si"}
    return 0 < len(words) <= 6 and not any(word in verbs for word in words) and not WH.match(text) and "?" not in text


def as_thing(text: str, language: str = "") -> str:
    """A phrase with its article: "del progetto Girasole" → "il progetto Girasole", "microgrid" → "the microgrid"."""
    text = text.strip(" ?!.")
    language = language or detect_query(text)
    first, _, rest = text.partition(" ")
    if split := SPLIT.get(first.lower().replace("’", "'")):
        return f"{split[1]} {rest}"
    elided = re.match(r"(?:d|dell|sull|nell|all)['’]", first, re.I)
    if elided:
        return f"l'{text[elided.end() :]}"
    if first.lower() in ("di", "su", "about", "on"):
        return rest
    if not first.islower() or first in ARTICLES[language] or re.match(r"(?:l|un)['’]", first):
        return text
    is_plural = first.endswith("i" if language == "it" else "s") and not _INVARIABLE.fullmatch(first)
    the = article(first, language, is_plural, bool(_FEMININE.fullmatch(first)))
    return f"{the}{'' if the.endswith(chr(39)) else ' '}{text}"


def language_of(bare: str, earlier: str) -> str:
    """The language of a follow-up; that of the question before it if its words don't show it."""
    return voted(bare) or detect_query(earlier)


def voted(text: str) -> str:
    """The language whose small words a text has more of; "" if neither."""
    words = {word.rstrip("'") for word, _, _ in tokens(text)}
    votes = {code: len(words & _SMALL[code]) for code in ("it", "en")}
    return max(votes, key=lambda code: votes[code]) if votes["it"] != votes["en"] else ""

"""Questions about the moment or the world outside the documents, and requests to make something: the weather, a joke, a sum. Pure.

They are recognised by what they ask for: the time, the date or the weather; what happens today or tomorrow; a new text, a
translation or advice. A work may be about any of these, so a question that names a work, or says of what, is none.
"""

import re

from kb.questions.work_nouns import names_kind

# Folded words without apostrophes.
_WHEN = r"(?:oggi|adesso|ora|domani|dopodomani|stasera|stanotte|stamattina|now|today|tonight|tomorrow|right now|outside|fuori|this \w+|questa \w+|nel weekend|in questo momento|at the moment)"
_WHERE = r"(?:(?:a|in|per|for|at|da) \w+|qui|here)"
_CLOCK = r"(?:ora|ore|giorno|data|mese|anno|time|day|date|month|year)"
_WEATHER = r"(?:che tempo (?:fa|fara|c e)|com e il tempo|come (?:sara|e) il tempo|(?:il )?meteo|(?:le )?previsioni (?:del tempo|meteo)|(?:how|what)(?: is| s|) the (?:weather|forecast)(?: like| going to be)?|(?:the )?weather(?: forecast)?|(?:the )?temperature)"
_MOMENT = re.compile(
    rf"(?:(?:che|quale|what|which) {_CLOCK}(?: of the (?:week|month))? (?:e|sono|siamo|is it|it is|is today)|what(?: is| s) (?:the )?(?:time|date|day)|{_WEATHER})(?: {_WHEN}| {_WHERE})*"
)
# Adverbs of the day on which one speaks; after a preposition or "and" they are nouns: "the city of tomorrow".
_TODAY = re.compile(
    r"(?<!\bdi )(?<!\bun )(?<!\bdel )(?<!\bda )(?<!\bper )(?<!\be )(?<!\bo )(?<!\bof )(?<!\bfor )(?<!\band )(?<!\bthe )(?<!\bor )\b(?:domani|dopodomani|stasera|stamattina|stamani|stanotte|l altro ieri|ieri|tomorrow|tonight|yesterday|this (?:morning|afternoon|evening|weekend))\b(?! (?:s|e|and|o|or)\b)"
)
_A = r"(?:an? |some |another |un |uno |una |un altra? |qualche )"
_MADE_UP = r"(?:joke|story|tale|poem|song|riddle|fact|barzelletta|battuta|storia|storiella|favola|fiaba|poesia|canzone|filastrocca|indovinello|freddura|curiosita)s?"
_TASK = re.compile(
    rf"(?:(?:can|could) you |please |puoi |potresti |mi puoi |mi )?(?:"
    rf"(?:scriv\w+|write|compon\w+|compose|inventa\w*|invent|make up|crea\w*|create|genera\w*|generate|disegna\w*|draw|canta\w*|sing|recita\w*)(?: me| us)? {_A}.+"
    rf"|(?:raccont\w+|dimmi|fammi|dammi|tell|give)(?: me| us)? {_A}(?:\w+ )?{_MADE_UP}(?: (?:su|sul\w*|about|on|divertente|funny) ?.*)?"
    r"|(?:traduc\w+|tradurre|translate)\b.*|(?:quanto fa|how much is|what is|calcola\w*|calculate|compute) \d+(?: (?:piu|per|meno|diviso|plus|times|minus|divided by))? \d+"
    rf"|(?:consigli\w*|suggerisc\w+|suggeriscimi|recommend|suggest)(?: me)? {_A}.+)"
)
_SUM = re.compile(r"\d[\d .,]*(?:[-+*/×÷^x] ?\(?\d[\d .,)]*)+=? ?\??")
_ASKS = re.compile(
    r"(?:e |and )?(?:che|chi|cosa|come|dove|quando|quant\w+|qual\w*|perche|c e|ci sono|e|sono|sara|saranno|a che|who|what|which|where|when|how|why|is|are|will|was|were|did|do|does|can)\b"
)


def is_sum(text: str) -> bool:
    """Whether a message is a sum to work out: "12 + 30 = ?"."""
    return bool(_SUM.fullmatch(" ".join(text.split())))


def is_of_the_moment(text: str, said: str) -> bool:
    """Whether a message asks for something that no document tells; `said` are its folded words, without apostrophes."""
    if is_sum(text) or _MOMENT.fullmatch(said):
        return True
    if names_kind(said):
        return False
    is_question = text.rstrip().endswith("?") or _ASKS.match(said) is not None
    return bool(_TASK.fullmatch(said)) or (is_question and bool(_TODAY.search(said)))

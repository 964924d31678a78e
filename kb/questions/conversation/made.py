"""Questions made from requests for more ("tell me more") and from fragments with a possessive ("and its limits?"). Pure."""

import re

from kb.questions.conversation.references import referent
from kb.questions.grammar import PRONOUNS, fuse
from kb.questions.parsed_question import ParsedQuestion
from kb.questions.phrases import tokens
from kb.questions.work_nouns import PEOPLE

_PEOPLE = re.compile(rf"\b(?:{PEOPLE['it']}|{PEOPLE['en']})\b", re.I)
_WHO = {"it": ("Chi è", "Chi sono"), "en": ("Who is", "Who are")}


def further(before: ParsedQuestion, *, wants_example: bool) -> str:
    """The question meant by "tell me more" or "for example?", about the subject of the earlier one."""
    thing = referent(before, "other") or before.body
    if before.language == "it":
        return sentence(
            f"qual è un esempio {fuse('di', thing)}"
            if wants_example
            else f"che altro c'è da sapere {fuse('su', thing)}"
        )
    return sentence(f"what is an example of {thing}" if wants_example else f"what else is there to know about {thing}")


def has_owner(bare: str, language: str) -> bool:
    """Whether a fragment has a possessive: "its limits?"."""
    return any(PRONOUNS[language].get(word, "").endswith("'s") for word, _, _ in tokens(bare))


def asked_for(bare: str, asked: ParsedQuestion) -> str:
    """A fragment that replaces nothing as a question: "i costi" → "Quali sono i costi?"; as it is without an article."""
    phrase = next(
        (phrase for phrase in asked.phrases if phrase.start == 0 and phrase.determiner and not phrase.preposition), None
    )
    if phrase is None and not has_owner(bare, asked.language):
        return bare
    is_plural = phrase.is_plural if phrase else bare.rstrip(" ?!.").endswith("s" if asked.language == "en" else "i")
    if _PEOPLE.search(bare):
        return f"{_WHO[asked.language][is_plural]} {bare}"
    if asked.language == "en":
        return f"What {'are' if is_plural else 'is'} {bare}"
    return f"{'Quali sono' if is_plural else 'Qual è'} {bare}"


def sentence(text: str) -> str:
    """The text with a capital at its start, single spaces, articles that agree with what follows, and a question mark at its end."""
    text = re.sub(r"\s+", " ", text).strip(" ?,;")
    text = re.sub(r"(?<=[lLnd]['’])\s+(?=\w)", "", text)
    text = (
        re.sub(r"\b([Aa]) (?=[aA][^\W\d_])", r"\1d ", text)
        if re.search(r"\b(?:il|la|di|è|quant\w|chi|quale?)\b", text, re.I)
        else text
    )
    text = re.sub(r"\b([Ii])l (?=s[bcdfgklmnpqrtvz]|z|gn|ps)", lambda found: "Lo " if found[1] == "I" else "lo ", text)
    text = re.sub(r"\b(il|lo|la) (?=[aeiouàèéìòù]\w)", "l'", text)
    return f"{text[:1].upper()}{text[1:]}?"

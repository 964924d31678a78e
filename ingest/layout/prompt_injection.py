"""Finds prompt injections ("ignore all previous instructions") in Italian and English, and flags them with hidden text."""

import re
from collections.abc import Sequence

from kb.model import Flag, Passage
from kb.text.normalise import fold

_INSTRUCTION = re.compile(
    "|".join(
        (
            # to ignore earlier instructions
            r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,30}\b(?:previous|prior|above|earlier|preceding|foregoing|all|any|your|system)\b.{0,20}"
            r"\b(?:instructions?|prompts?|rules|guidelines|directions|context)\b",
            r"\b(?:ignora(?:re|te)?|dimentica(?:re|te)?|trascura(?:re|te)?|disattend\w+|non (?:seguire|considerare|tenere conto))\b.{0,40}"
            r"\b(?:istruzioni|indicazioni|prompt|regole|direttive)\b(?: \w+){0,2} (?:precedent\w+|sopra|ricevut\w+|di sistema|anterior\w+|fornit\w+)",
            r"\b(?:ignora(?:re|te)?|dimentica(?:re|te)?)\b.{0,20}\b(?:precedenti|tutte le|le tue) (?:istruzioni|indicazioni|regole|direttive)\b",
            # to take on another role
            r"\byou are (?:now|no longer) (?:an?|bound|restricted|chatgpt|dan|in (?:developer|debug|admin\w*|god))\b",
            r"\b(?:sei|tu sei) (?:ora|adesso) un(?:a|')? ?(?:assistente|modello|intelligenza|ia\b|ai\b)",
            r"\b(?:reveal|print|repeat|output|show)\b.{0,25}\b(?:system prompt|your (?:instructions|prompt)|hidden prompt)\b",
            r"\b(?:rivela|mostra|stampa|ripeti)(?:re|te)?\b.{0,25}\b(?:prompt di sistema|le tue istruzioni|il tuo prompt)\b",
            r"(?:^|\n)\W*(?:system|assistant)\s*:\s*(?:you|ignore|tu|devi|ignora)\b|<\|?(?:im_?start|im_?end|system|end_?of_?text)\|?>|\[/?INST\]",
            # to give a certain answer to any question
            r"\b(?:as an? (?:ai|language model)|(?:ai|llm|language model|chatbot|ai assistant)s?)\b.{0,40}\b(?:must|should|shall|have to)\b.{0,30}"
            r"\b(?:answer|respond|reply|say|state|recommend|rate|tell)\b",
            r"\b(?:i modelli linguistici|il modello|l'assistente|l'ia|l'intelligenza artificiale|se sei un (?:modello|assistente|ia))\b.{0,40}"
            r"\b(?:deve|devono|dovra|devi)\b.{0,30}\b(?:rispondere|dire|affermare|dichiarare|consigliare|valutare)\b",
            r"\b(?:answer|respond|reply) only (?:with|that)\b|\brispondi (?:solo|soltanto|sempre|esclusivamente) (?:con|che)\b",
            r"\b(?:new|updated) instructions?\s*:|\bnuove istruzioni\s*:",
        )
    ),
    re.I,
)
_DETAIL = 200  # characters of text kept in a flag


def find_instruction(text: str) -> str:
    """The words with which a text instructs a language model, folded; "" if there are none."""
    found = _INSTRUCTION.search(fold(text))
    return found.group().strip() if found else ""


def instruction_flags(passages: Sequence[Passage]) -> list[Flag]:
    """A flag for each passage that `make_passages` marked as an instruction."""
    return [Flag(p.page, "instruction", p.text[:_DETAIL]) for p in passages if p.part == "instruction"]


def hidden_flag(page: int, hidden: str) -> list[Flag]:
    """A flag for a page with at least three words of invisible text; [] otherwise."""
    return [Flag(page, "hidden text", hidden[:_DETAIL])] if len(re.findall(r"\w{2,}", hidden)) >= 3 else []

"""Flags for curators: text that instructs a language model, and invisible text."""

import re
from collections.abc import Sequence

from kb.model import Flag, Passage

_DETAIL = 200  # characters of text kept in a flag


def instruction_flags(passages: Sequence[Passage]) -> list[Flag]:
    """A flag for each passage that `make_passages` marked as an instruction."""
    return [Flag(p.page, "instruction", p.text[:_DETAIL]) for p in passages if p.part == "instruction"]


def hidden_flag(page: int, hidden: str) -> list[Flag]:
    """A flag for a page with at least three words of invisible text; [] otherwise."""
    return [Flag(page, "hidden text", hidden[:_DETAIL])] if len(re.findall(r"\w{2,}", hidden)) >= 3 else []

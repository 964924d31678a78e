"""Kinds of organisations: stated by a curator or the librarian's list, else by words of their names and their roles. Pure."""

import re
from collections.abc import Sequence

from kb.text.normalise import fold

# In this order: a foundation of a university is a non-profit organisation, a university's school is a university.
_WORDS = (
    ("non-profit", r"fondazion\w*|foundation|fundacion|fundacao|associazion\w*|associa(?:tion|cao)|asociacion|cooperativ\w+|cooperative|onlus|odv|aps|ets|ngo|ong|caritas|croce rossa"
     r"|red cross|comitato|no ?profit|charity|volontari\w*|banco alimentare|parrocchia|trust|enpa|arci"),
    ("university", r"universi[dt]\w*|politecnic\w+|polytechni\w*|hochschule|alma mater|college|epfl|institute of technology|ateneo"),
    ("school", r"scuol[ae]|school|liceo|istituto comprensivo|istituto (?:tecnico|professionale)|asilo|kindergarten"),
    ("municipality", r"comune|municipalit\w+|municipio|citta metropolitana|city (?:of|council)|town (?:of|council)|provincia|regione|region"),
    ("funder", r"minister\w+|ministry|commissione europea|european commission|agenzia|agency|banca mondiale|world bank"),
    ("company", r"s\.?r\.?l|s\.?p\.?a|s\.?n\.?c|ltd|llc|gmbh|inc|corp|company|azienda|impresa|consulting|studio"),
)  # fmt: skip
_PATTERNS = tuple((kind, re.compile(rf"(?<!\w)(?:{words})(?!\w)")) for kind, words in _WORDS)


def organisation_kind(name: str, roles: Sequence[str], stated: str = "") -> str:
    """One of kb.subjects.aliases.ORGANISATION_KINDS, "" if unknown; `stated` takes precedence."""
    if stated:
        return stated
    if "university" in roles:
        return "university"
    folded = fold(name)
    by_name = next((kind for kind, pattern in _PATTERNS if pattern.search(folded)), "")
    if by_name:
        return by_name
    return {"municipality": "municipality", "funder": "funder"}.get(roles[0], "") if len(roles) == 1 else ""

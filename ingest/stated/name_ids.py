"""Identifiers stated beside names: "Rossi, Ada (0000-0002-1825-0097)", "Politecnico di Milano [https://ror.org/01nffqt88]"."""

import re
from collections.abc import Iterable, Iterator

from kb.identifiers import is_orcid, is_ror
from kb.model import Named

# Field → (pattern of an identifier in brackets or after a name, check of its digits).
_FORMS = {
    "orcid": (r"(?:orcid(?:\s+id)?\s*:?\s*)?(?:https?://)?(?:orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dx])", is_orcid),
    "ror": (r"(?:ror\s*:?\s*)?(?:https?://)?(?:ror\.org/)?(0[a-hj-km-np-tv-z0-9]{6}\d\d)", is_ror),
}
_BESIDE = {
    name: re.compile(rf"[\s,:(\[<–-]*(?<!\w){form}(?!\w)[)\]>]*\s*$", re.I) for name, (form, _) in _FORMS.items()
}


def without_id(kind: str, text: str) -> tuple[str, str]:
    """(name, identifier after it in its official case, "" for none). `kind` is orcid or ror."""
    match = _BESIDE[kind].search(text)
    if not match or not text[: match.start()].strip():
        return text, ""
    value = match[1].upper() if kind == "orcid" else match[1].lower()
    return text[: match.start()].strip(), value


def id_facts(kind: str, stated: Iterable[tuple[Named, str]], doubts: list[str]) -> Iterator[tuple[str, str]]:
    """Yield (kind, "identifier name") for each name with an identifier; wrong check digits are added to `doubts`."""
    for named, value in stated:
        plain = without_id(kind, f"x ({value})")[1] if value else ""
        if plain and _FORMS[kind][1](plain):
            yield kind, f"{plain} {named.name}"
        elif value:
            doubts.append(
                f"the stated {kind.upper()} {value!r} of {named.name} is none: its check digits are wrong; left out"
            )

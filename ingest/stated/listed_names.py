"""Normal form of people's names from catalogues: "Rossi, Maria" → "Maria Rossi"."""

from ingest.metadata.name_order import given_names, lower_capitals
from ingest.metadata.person_names import TITLES, is_name, plain_name
from kb.model import Named
from kb.people.names import family_and_given
from kb.text.normalise import fold


def listed_name(text: str) -> str:
    """The normal form of a name from a catalogue, which may have the family name first: "Rossi, Maria" → "Maria Rossi"."""
    surname, comma, given = text.partition(",")
    is_turned = comma and given.strip() and "," not in given
    # One family name before the comma and only names after it: "Nguyen, Thi Minh", but not "Comune di Milano, Settore Casa".
    is_plain = (
        len(surname.split()) == 1
        and all(word.istitle() for word in given.split())
        and is_name(f"{given.strip()} {surname}")
    )
    if is_turned and (is_plain or len(text.split()) == 2 or fold(given.split()[0]) in given_names()):
        text = f"{given.strip()} {surname.strip()}"
        return lower_capitals(TITLES.sub("", text).strip()) if is_name(text) else text
    return plain_name(text) if is_name(text) or TITLES.match(text) else text


def listed_person(text: str, role: str) -> Named:
    """A person from a catalogue. The comma in "De Luca, Anna" separates family and given name; without one, particles do."""
    name = listed_name(text)
    family, comma, given = (part.strip() for part in text.partition(","))
    stated = bool(comma) and fold(name) == fold(f"{given} {family}")
    cut = len(name.split()) - len(family.split())
    parts = (" ".join(name.split()[cut:]), " ".join(name.split()[:cut])) if stated else family_and_given(name)
    return Named(name, role, *parts)

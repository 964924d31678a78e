"""Contacts of people, from a directory file (`people.csv`); only valid ones are shown."""

import csv
import re
from collections.abc import Mapping
from pathlib import Path

from kb.clock import iso_date, today
from kb.errors import InvalidVocabulary
from kb.identifiers import is_orcid
from kb.store.name_rules import Contact

COLUMNS = ("name", "department", "position", "email", "office", "orcid", "until")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_LONGEST = 200  # characters of a value
_MOST = 100_000  # rows


def read_contacts(path: Path) -> tuple[list[Contact], list[str]]:
    """(contacts, problems) of a CSV with the columns of COLUMNS; all but `name` may be missing. A row with a problem is left out.

    Raises InvalidVocabulary if the file can't be read or has no column `name`.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            text = file.read()
        delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
        rows = list(csv.DictReader(text.splitlines(), delimiter=delimiter))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidVocabulary(path, f"can't be read: {error}. Save it as CSV in UTF-8.") from error
    if rows and "name" not in {str(column).strip().lower() for column in rows[0]}:
        raise InvalidVocabulary(path, f"has no column `name`; the columns are {', '.join(COLUMNS)}")
    if len(rows) > _MOST:
        raise InvalidVocabulary(path, f"has {len(rows)} rows; split it into files of at most {_MOST}")
    contacts: list[Contact] = []
    problems: list[str] = []
    for number, row in enumerate(rows, 2):
        values = {str(key).strip().lower(): " ".join(str(value or "").split()) for key, value in row.items() if key}
        problem = _problem(values)
        if problem:
            problems.append(f"{path.name}, line {number}: {problem}")
        else:
            contacts.append(contact_of(values))
    return contacts, problems


def _problem(values: Mapping[str, str]) -> str:
    """The problem of a row and what to do about it; "" if there is none."""
    name, email, orcid, until = (values.get(key, "") for key in ("name", "email", "orcid", "until"))
    if not name:
        return "no name. Write the person's name, as documents do."
    if not any(values.get(key) for key in COLUMNS[1:6]):
        return f"nothing is stated about {name}. Give a department, position, e-mail, office or ORCID."
    if email and not _EMAIL.fullmatch(email):
        return f"{email!r} is no e-mail address. Write one like anna.rossi@example.org, or leave it empty."
    if orcid and not is_orcid(orcid.removeprefix("https://orcid.org/")):
        return f"{orcid!r} is no ORCID iD: its last character doesn't fit the others, or its form is wrong. One is like 0000-0002-1825-0097."
    if until and not iso_date(until):
        return f"until {until!r} is no date. Write it like 2027-12-31."
    long = next((key for key in COLUMNS if len(values.get(key, "")) > _LONGEST), "")
    return f"{long} is longer than {_LONGEST} characters. Shorten it." if long else ""


def contact_of(values: Mapping[str, str]) -> Contact:
    """The contact with these values; "Rossi, Ada" is Ada Rossi."""
    family, comma, given = (part.strip() for part in values.get("name", "").partition(","))
    name = f"{given} {family}" if comma else family
    orcid = values.get("orcid", "").removeprefix("https://orcid.org/")
    kept = {key: values.get(key, "") for key in ("department", "position", "email", "office")}
    return Contact(name=name, orcid=orcid, until=iso_date(values.get("until", "")), **kept)


def holds(contact: Contact) -> bool:
    """Whether a contact is still valid."""
    return not contact.until or contact.until >= today().isoformat()

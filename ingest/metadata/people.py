"""People on the front pages by their role, and the university. Pure functions."""

import re
from collections.abc import Iterator, Sequence

from ingest.metadata.person_names import NOT_NAME, is_name, named_person, plain_name
from ingest.readers.records import Line, Parsed, RawPage
from kb.model import Named
from kb.text.normalise import WORD, fold

_ROLES = (
    ("co-supervisor", r"co-?\s?relator[ei]|correlatric[ei]|correlator[ei]|co-?\s?supervisors?|co-?\s?advisors?|second supervisor"
     r"|secondo relatore|co-?\s?tutor"),
    ("contact", r"contatt[oi]|referent[ei]|contact(?: person)?"),
    ("supervisor", r"responsabil[ei] scientific[oaih]+|scientific (?:lead|coordinator)|principal investigator|relator[ei]|relatric[ei]|supervis(?:ors?|ed by)|advisors?|tutor(?: accademico| aziendale)?|first supervisor"
     r"|thesis director|directed by|docente(?: relatore)?(?= *:| *$)"),
    ("examiner", r"examiners?|examined by|controrelator[ei]|revisor[ei]|second reader"),
    ("teacher", r"docent[ei]|teachers?|instructors?|lecturers?|professore del corso"),
    ("author", r"candidat[oaie]|laureand[oaie]|presentat[oa] da|autor[ei]|autric[ei]|authors?|submitted by|studente(?:ssa)?"
     r"|students?|tesi di(?= *:| *$)|tesi (?:di laurea|magistrale)(?: magistrale| triennale)? di(?= *:| *$)|master(?:'s)? thesis by|thesis by|elaborato di|written by|presented by|a cura di|by(?= *:|$)|di(?= *:|$)"),
)  # fmt: skip
_ROLE = re.compile("|".join(f"(?P<r{i}>{pattern})" for i, (_, pattern) in enumerate(_ROLES)), re.I)


def find_people(parsed: Parsed, front: Sequence[RawPage]) -> tuple[Named, ...]:
    """People named with a role on the front pages, sorted by role; authors may also come from the file's properties."""
    found: dict[str, Named] = {}
    for page in front[:2]:
        for role, text in _labelled(page.lines):
            for name in re.split(r"\s*(?:,|;|&|\band\b|\be\b|\bed\b|\s{3,})\s*", text):
                name = plain_name(name)
                if is_name(name):
                    found.setdefault(fold(name), named_person(name, role))
    if not any(person.role == "author" for person in found.values()):
        for name in _stated_authors(parsed, front):
            found.setdefault(fold(name), named_person(name, "author"))
    order = ["author", "teacher", "supervisor", "co-supervisor", "examiner", "contact"]
    return tuple(sorted(found.values(), key=lambda person: order.index(person.role)))


def _labelled(lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """(role, text that should be names) for lines such as "Relatore: Prof. Rossi", or with the name on the lines below."""
    for at, line in enumerate(lines):
        match = _ROLE.match(line.text.strip(" .:-–—*"))
        if not match:
            continue
        role = next(_ROLES[i][0] for i in range(len(_ROLES)) if match[f"r{i}"])
        rest = line.text[line.text.find(match.group()) + len(match.group()) :].strip(" :.-–—*")
        if rest:
            following = lines[at + 1].text if at + 1 < len(lines) else ""
            # A long name may continue on the next line.
            yield role, f"{rest} {following}" if _is_half(rest) and is_name(plain_name(f"{rest} {following}")) else rest
            continue
        yield from ((role, text) for text in _names_below(lines[at + 1 : at + 6]))


def _names_below(lines: Sequence[Line]) -> Iterator[str]:
    texts = [plain_name(line.text) for line in lines]
    skip = False
    for at, text in enumerate(texts):
        if skip:
            skip = False
            continue
        if _ROLE.match(text) or NOT_NAME.search(text):
            return
        following = texts[at + 1] if at + 1 < len(texts) else ""
        if is_name(text) and WORD.fullmatch(following) and following[:1].isupper() and not _ROLE.match(following):
            yield f"{text} {following}"
            skip = True
        elif is_name(text):
            yield text
        else:
            return


def _is_half(text: str) -> bool:
    return len(WORD.findall(plain_name(text))) == 1


def _stated_authors(parsed: Parsed, front: Sequence[RawPage]) -> Iterator[str]:
    """The file's author property, if it is a name on the front page; else the first line there with only names."""
    if parsed.properties.is_trusted and parsed.properties.author:
        yield from filter(None, map(plain_name, _listed_authors(parsed.properties.author)))
        return
    stated = [plain_name(name) for name in re.split(r"\s*(?:,|;|&|\band\b)\s*", parsed.properties.author)]
    printed = fold(" ".join(line.text for page in front for line in page.lines))
    names = [name for name in stated if is_name(name)]
    if names and any(fold(name.split()[-1]) in printed for name in names):
        yield from names
        return
    for page in front[:1]:
        for line in page.lines[:25]:
            names = [
                plain_name(n)
                for n in re.split(r"\s*(?:,|;|&|\band\b|\be\b)\s*", re.sub(r"(?<=\w)[\d*†∗]+", "", line.text))
            ]
            if names and len(line.text) < 80 and all(is_name(name) and len(name.split()) < 5 for name in names):
                yield from names
                return
    yield from names if len(names) == 1 and is_name(names[0]) else ()


def _listed_authors(text: str) -> list[str]:
    """The names in a list of authors; "Neri, Ivo" is one, "Zoe Alberi, Ivo Neri" are two."""
    parts = re.split(r"\s*(?:;|&|\band\b)\s*", text)
    if len(parts) == 1 and all(" " in name.strip() for name in text.split(",")):
        parts = text.split(",")
    return [" ".join(reversed(part.split(","))) if part.count(",") == 1 else part for part in parts]


_UNIVERSITY = re.compile(
    r"(?:politecnico di (?:milano|torino|bari)|universit[aà](?:'|’)?\s+(?:degli studi\s+)?(?:di|del|della|commerciale|cattolica|iuav)"
    r"[\w\s'’\-]{2,40}|university of [A-Z][\w\s]{2,30}|[A-Z]\w+ university\b|epfl)",
    re.I,
)


def find_universities(front: Sequence[RawPage]) -> tuple[Named, ...]:
    """The university on the first page."""
    for page in front[:1]:
        for line in page.lines:
            if match := _UNIVERSITY.search(line.text):
                name = re.split(r"\s{2,}|[–—|,]", match.group())[0].strip()
                return (Named(name.title().replace(" Di ", " di ") if name.isupper() else name, "university"),)
    return ()

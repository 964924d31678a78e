"""What a document says of itself: title, people, year, kind, language, abstract. Pure functions over its first pages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.parsed import Line, Parsed, RawPage
from ingest.structure import is_contents
from kb.language import WORD, detect, fold
from kb.model import KINDS, Kind, Named

_TITLES = re.compile(
    r"\b(?:chiar\.?(?:mo|ma)|prof\.?(?:ssa|\.ssa)?|professor(?:essa|e)?|dott\.?(?:ssa|\.ssa|re)?|dr\.?(?:ssa)?|ing|arch|avv|phd"
    r"|ph\.d|m\.?sc|b\.?sc|mr|mrs|ms|sig\.?(?:ra|na)?)\b\.?\s*(?=\S)|,?\s*\b(?:ph\.?d|[bm]\.?\s?(?:sc|a|eng))\b\.?\s*$",
    re.I,
)
_ROLES = (
    ("co-supervisor", r"co-?\s?relator[ei]|correlatric[ei]|correlator[ei]|co-?\s?supervisors?|co-?\s?advisors?|second supervisor"
     r"|secondo relatore|co-?\s?tutor"),
    ("supervisor", r"relator[ei]|relatric[ei]|supervis(?:ors?|ed by)|advisors?|tutor(?: accademico| aziendale)?|first supervisor"
     r"|thesis director|directed by|docente(?: relatore)?(?= *:| *$)"),
    ("examiner", r"examiners?|examined by|controrelator[ei]|revisor[ei]|second reader"),
    ("teacher", r"docent[ei]|teachers?|instructors?|lecturers?|professore del corso"),
    ("author", r"candidat[oaie]|laureand[oaie]|presentat[oa] da|autor[ei]|autric[ei]|authors?|submitted by|studente(?:ssa)?"
     r"|students?|tesi di(?= *:| *$)|tesi (?:di laurea|magistrale)(?: magistrale| triennale)? di(?= *:| *$)|master(?:'s)? thesis by|thesis by|elaborato di|written by|presented by|a cura di|by(?= *:|$)|di(?= *:|$)"),
)  # fmt: skip
_ROLE = re.compile("|".join(f"(?P<r{i}>{pattern})" for i, (_, pattern) in enumerate(_ROLES)), re.I)
_NAME = re.compile(
    r"^(?:[A-ZÀ-ÖØ-Þ][\w'’.\-]*|d[aeio]|de[il]?|del(?:la)?|van|von|la|lo|al|bin|ben|y|e)(?:\s+(?:[A-ZÀ-ÖØ-Þ][\w'’.\-]*"
    r"|d[aeio]|de[il]?|del(?:la)?|van|von|der|den|la|lo|al|bin|ben|y)){1,5}$"
)
_NOT_NAME = re.compile(
    r"\b(?:universit|politecnic|polytechnic|dipartiment|department|facult|facolt|scuola|school|corso|course|laurea|tesi|thesis|anno"
    r"|academic|session|matricola|matr\b|degree|bachelor|master|institute|istituto|college|informatica|ingegneria|engineering"
    r"|science|scienz|economi|sistem|report|rapporto|project|progetto|version|italia|abstract|introduzione|introduction|campus"
    r"|and\b|the\b|of\b|for\b|per\b|nel|con\b|un\b|una\b)",
    re.I,
)
_MATRICOLA = re.compile(
    r"\s*[,(\-–—]?\s*(?:matr(?:icola)?\.?|mat\.|student (?:id|number)|id|n[.°]|s)?\s*[:.n°]*\s*\d{4,}.*$", re.I
)
_YEAR = r"(?:19[89]\d|20[0-4]\d)"
_ACADEMIC = re.compile(
    rf"(?:anno\s+acc(?:ademico)?\.?|a\.?\s?a\.?|academic\s+year|session[ei]?)\D{{0,20}}({_YEAR})\s*[/\-–—]\s*((?:20)?\d\d)\b",
    re.I,
)
_SPAN = re.compile(rf"\b({_YEAR})\s*[/\-–—]\s*((?:20)?\d\d)\b")
_PLAIN_YEAR = re.compile(rf"(?<![\d.,/])({_YEAR})(?![\d,/]|\.\d)")
_JUNK_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint)\s*-.*|untitled.*|senza titolo.*|document\d*|documento\d*|presentazione.*|powerpoint.*|slide \d+"
    r"|title|titolo|.*\.(?:docx?|pdf|tex|dvi|pptx?|odt|indd|pages|qxd|html?|rtf|md|ai)|[\W\d_]*|layout \d+|thesis|tesi|template.*)$",
    re.I,
)
_FRONT = re.compile(
    r"universit|politecnic|polytechnic|alma mater|dipartiment|department|facult|facolt|scuola (?:di|del)|school of|corso di|laurea"
    r"|tesi (?:di|in|magistr|trienn|speriment)|thesis|dissertation|anno accademico|academic year|relator|supervis|candidat|matricola"
    r"|presentat|submitted|advisor|session|campus|degree|bachelor|a\.a\.|elaborato|docente|college|institute of|studi di|\bdegli studi"
    r"|prova finale|final report$|relazione finale$|final year project|executive summary|master of|professor|policy brief$|confidential|www\.|https?:|^author|^\W*\d+\W*$",
    re.I,
)
_ABSTRACT = re.compile(r"^(?:abstract|sommario|riassunto|summary|executive summary|sintesi)\W*$", re.I)
_CUES: dict[Kind, re.Pattern[str]] = {
    "thesis": re.compile(
        r"tesi\s+(?:di\s+laurea|magistrale|triennale|in|sperimentale|di dottorato)|relator[ei]|relatrice|correlator|candidat[oa]\b|thesis"
        r"|dissertation|laureand|prova\s+finale|corso\s+di\s+laurea|supervis(?:or|ed by)|in partial fulfil|degree of|elaborato finale"
        r"|executive summary of the|final year project|undergraduate|bachelor'?s|master'?s"
    ),
    "course": re.compile(
        r"esercitazion|laborator(?:io|y) ?#?\d|appunti|dispens[ae]|lezion[ei]|lectures?\b|slides?\b|syllabus|course\b|corso (?:di|per)\b"
        r"|esercizi|tutorial|training|formulario|workshop|homework|exercises?|docente\b|instructor|summer school|\bclass\b|teaching|lesson"
        r"|questionnaire|bootcamp|introduction to"
    ),
    "report": re.compile(
        r"report\b|rapporto|relazione (?:annuale|finale|concernente|di missione|tecnica|sull)|annual|policy brief|white paper|handbook|bilancio"
        r"|booklet|progetto\b|project (?:summary|description)|proposal|strategy|evaluation of|grant|impatto|vision|catalogue|record|partenariato"
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What was found, each empty or None where nothing was."""

    title: str
    kind: Kind
    language: str
    year: int | None
    people: tuple[Named, ...]
    organisations: tuple[Named, ...]
    abstract: str


def find_metadata(parsed: Parsed, pages: Sequence[tuple[RawPage, str]], name: str) -> Found:
    """Everything that the first pages, the file's properties and, last, its name tell."""
    front = _front_pages(pages)
    people = _people(parsed, front)
    organisations = _universities(front)
    title = _title(parsed, front, name, {fold(person.name) for person in people})
    return Found(
        title,
        _kind(parsed, pages, title),
        _language(pages),
        _year(parsed, pages),
        people,
        organisations,
        _abstract(pages),
    )


def _front_pages(pages: Sequence[tuple[RawPage, str]]) -> list[RawPage]:
    return [page for page, text in pages[:4] if page.lines and not is_contents(text)][:2]


def _language(pages: Sequence[tuple[RawPage, str]]) -> str:
    """The language of most of the body, sampled over the whole document."""
    texts = [text for _, text in pages if len(text) > 200 and not is_contents(text)] or [text for _, text in pages]
    step = max(1, len(texts) // 12)
    return detect(" ".join(text[:1500] for text in texts[::step]))


def _kind(parsed: Parsed, pages: Sequence[tuple[RawPage, str]], title: str) -> Kind:
    front = fold(" ".join([title, *(text[:1500] for _, text in pages[:3])]))
    scores = {kind: len(set(cue.findall(front))) for kind, cue in _CUES.items()}
    scores["thesis"] *= 2
    if parsed.format in ("pptx", "notebook"):
        scores["course"] += 4
    if parsed.format in ("csv", "json"):
        scores["report"] += 4
    if any(page.width > page.height for page, _ in pages[:1]) and len(pages) > 5:
        scores["course"] += 1
    best = max(KINDS[:3], key=lambda kind: scores[kind])
    if scores[best]:
        return best
    opening = fold(" ".join(text for _, text in pages[:8]))
    return (
        "thesis"
        if re.search(r"\b(?:this|my|the) (?:\w+ )?thesis\b|\b(?:questa|presente|mia) tesi\b|my supervisor", opening)
        else "other"
    )


def _year(parsed: Parsed, pages: Sequence[tuple[RawPage, str]]) -> int | None:
    """The academic year's second year, else the last year on the front page, else the file's own date."""
    front = [text for _, text in pages[:3] if text.strip()]
    for pattern in (_ACADEMIC, _SPAN):
        for text in front[: 2 if pattern is _SPAN else 3]:
            if match := pattern.search(text):
                second = int(match[2]) if len(match[2]) == 4 else int(match[1][:2] + match[2])
                if 0 <= second - int(match[1]) <= 1:
                    return second
    for text in front[:2]:
        if years := _PLAIN_YEAR.findall(text[:2500]):
            stated = max(int(year) for year in years)
            if parsed.properties.year is None or stated <= parsed.properties.year:
                return stated
    return parsed.properties.year


# -- people --------------------------------------------------------------------------------------------------------------


def plain_name(text: str) -> str:
    """A person's name without titles, numbers and shouting: "Prof.ssa MARIA ROSSI (matr. 123456)" → "Maria Rossi"."""
    text = re.split(r"\s[-–—|]\s", _MATRICOLA.sub("", text))[0]
    text = _TITLES.sub("", text)
    text = re.sub(r"\s+", " ", text).strip(" ,;:.·-–—*")
    return text.title().replace("’S ", "’s ") if text.isupper() else text


def is_name(text: str) -> bool:
    """Whether a line can be a person's name."""
    return bool(_NAME.match(text)) and not _NOT_NAME.search(text) and not any(char.isdigit() for char in text)


def _people(parsed: Parsed, front: Sequence[RawPage]) -> tuple[Named, ...]:
    found: dict[str, Named] = {}
    for page in front[:2]:
        for role, text in _labelled(page.lines):
            for name in re.split(r"\s*(?:,|;|&|\band\b|\be\b|\bed\b|\s{3,})\s*", text):
                name = plain_name(name)
                if is_name(name):
                    found.setdefault(fold(name), Named(name, role))
    if not any(person.role == "author" for person in found.values()):
        for name in _stated_authors(parsed, front):
            found.setdefault(fold(name), Named(name, "author"))
    order = ["author", "teacher", "supervisor", "co-supervisor", "examiner"]
    return tuple(sorted(found.values(), key=lambda person: order.index(person.role)))


def _labelled(lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """(role, text that should name people) for lines such as "Relatore: Prof. Rossi", or the name on the lines below."""
    for at, line in enumerate(lines):
        match = _ROLE.match(line.text.strip(" .:-–—*"))
        if not match:
            continue
        role = next(_ROLES[i][0] for i in range(len(_ROLES)) if match[f"r{i}"])
        rest = line.text[line.text.find(match.group()) + len(match.group()) :].strip(" :.-–—*")
        if rest:
            following = lines[at + 1].text if at + 1 < len(lines) else ""
            # A long name may run on over the line's end.
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
        if _ROLE.match(text) or _NOT_NAME.search(text):
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
    """The file's author property, when it is a name; else the first name alone on a line of the front page."""
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


_UNIVERSITY = re.compile(
    r"(?:politecnico di (?:milano|torino|bari)|universit[aà](?:'|’)?\s+(?:degli studi\s+)?(?:di|del|della|commerciale|cattolica|iuav)"
    r"[\w\s'’\-]{2,40}|university of [A-Z][\w\s]{2,30}|[A-Z]\w+ university\b|epfl)",
    re.I,
)


def _universities(front: Sequence[RawPage]) -> tuple[Named, ...]:
    for page in front[:1]:
        for line in page.lines:
            if match := _UNIVERSITY.search(line.text):
                name = re.split(r"\s{2,}|[–—|,]", match.group())[0].strip()
                return (Named(name.title().replace(" Di ", " di ") if name.isupper() else name, "university"),)
    return ()


# -- title and abstract -------------------------------------------------------------------------------------------------------


def _title(parsed: Parsed, front: Sequence[RawPage], name: str, people: set[str]) -> str:
    stated = parsed.properties.title.strip()
    if len(WORD.findall(stated)) >= 2 and not _JUNK_TITLE.match(stated) and _is_printed(stated, front):
        return stated
    if parsed.flowing and parsed.headings and parsed.format not in ("notebook",):
        first = parsed.headings[0]
        if first.page <= 2 and len(WORD.findall(first.title)) >= 2:
            return first.title
    if parsed.flowing and parsed.format not in ("csv", "json"):
        opening = [line.text for page in front for line in page.lines[:3] if len(WORD.findall(line.text)) >= 2]
        return next(
            (text for text in opening if len(text) < 200), parsed.headings[0].title if parsed.headings else name
        )
    for page in front if not parsed.flowing else ():
        if title := _largest_lines(page.lines, people):
            return title
    return stated if stated and not _JUNK_TITLE.match(stated) else re.sub(r"[_\-\s]+", " ", name).strip()


def _is_printed(title: str, front: Sequence[RawPage]) -> bool:
    printed = set(WORD.findall(fold(" ".join(line.text for page in front for line in page.lines))))
    words = WORD.findall(fold(title))
    return not printed or sum(word in printed for word in words) >= 0.6 * len(words)


def _largest_lines(lines: Sequence[Line], people: set[str]) -> str:
    """The lines set largest on a front page, names and formal lines aside, that stand together."""
    usable = [
        (at, line)
        for at, line in enumerate(lines[:60])
        if len(line.text) > 2 and not _FRONT.search(line.text) and fold(plain_name(line.text)) not in people
    ]
    sizes = sorted({line.size for _, line in usable if len(WORD.findall(line.text)) >= 1}, reverse=True)
    for size in sizes[:3]:
        block: list[str] = []
        last = -1
        for at, line in usable:
            if abs(line.size - size) <= size * 0.06 and (not block or at == last + 1):
                block.append(line.text)
                last = at
        title = re.sub(r"\s+", " ", " ".join(block)).strip(' -–—:;,"“”«»')
        if len(WORD.findall(title)) >= 2 and 8 <= len(title) <= 300:
            return title.capitalize() if title.isupper() and len(title) > 60 else title
    return ""


def _abstract(pages: Sequence[tuple[RawPage, str]]) -> str:
    """The first abstract, up to 2,000 characters; "" where there is none."""
    for _, text in pages[:15]:
        lines = text.split("\n")
        for at, line in enumerate(lines[:6]):
            if _ABSTRACT.match(line.strip()) and len(" ".join(lines[at + 1 :])) > 200:
                return " ".join(lines[at + 1 :])[:2000].strip()
    return ""

"""The abstracts of a document: the prose under a heading that announces one, in each language."""

import re
from collections.abc import Sequence
from itertools import takewhile

from ingest.readers.records import RawPage
from kb.text.languages import detect
from kb.text.sentences import sentences

_OPENING = 15  # pages on which an abstract may begin
_SHORTEST, _LONGEST = 200, 3000  # characters
_TOP = 6  # lines of a page among which "Summary" heads the document rather than a chapter
_LISTED = 0.3  # share of lines ending in a number from which a text is a table of contents, also headed "Sommario"
_PROSE = 60  # characters of a sentence, on average, from which a text is prose; by judgement
_NAMES = r"abstract|riassunto|executive summary|sommario|summary|sintesi"
_IN = r"(?: (?:in|in lingua) (?:italian[oa]|inglese|italian|english))?"
_HEADING = re.compile(rf"^(?:\d\.? )?(?:{_NAMES}){_IN}\W*$", re.I)
_ANYWHERE = re.compile(r"^(?:abstract|riassunto|executive summary)\b", re.I)
_RUN_IN = re.compile(rf"^(?:{_NAMES}){_IN}\s*[:.—–-]+\s*(?=\w)", re.I)
_NUMBER = re.compile(r"^(?:\d{1,4}|[ivxlc]{1,7})?$", re.I)  # of a page
_END = re.compile(
    r"^(?:(?:key ?words?|key words|parole[ -]chiave|index terms|ringraziamenti|acknowledge?ments?|indice|contents|table of contents"
    r"|prefazione|preface|dedica|dichiarazione|declaration)\b|(?:(?:capitolo|chapter|introduzione|introduction)\b|1\.? \D).{0,60}$)",
    re.I,
)


def find_abstracts(pages: Sequence[tuple[RawPage, str]]) -> list[str]:
    """The abstracts in order, one per language, each cut to whole sentences within 3,000 characters."""
    found: dict[str, str] = {}
    texts = [text.split("\n") for _, text in pages]
    for number, lines in enumerate(texts[:_OPENING]):
        for at, line in enumerate(lines):
            if (first := _promised(line.strip(), at)) is None:
                continue
            under = [first, *lines[at + 1 :]]
            body = _up_to_heading(under)
            if not _is_prose(body):
                continue
            if _goes_on(body) and number + 1 < len(texts):
                rest = _up_to_heading(texts[number + 1])
                body += [] if _is_list(rest) else rest
            abstract = " ".join(" ".join(body).split())
            if len(abstract) > _SHORTEST:
                found.setdefault(detect(abstract), _cut(abstract))
    return list(found.values())


def _promised(line: str, at: int) -> str | None:
    """The text after the heading of an abstract on the same line, often empty; None if this isn't such a heading."""
    if _HEADING.match(line):
        return "" if at < _TOP or _ANYWHERE.match(line) else None
    run_in = _RUN_IN.match(line)
    return line[run_in.end() :] if run_in else None


def _up_to_heading(lines: Sequence[str]) -> list[str]:
    """The lines up to the next heading, without the page's number below them."""
    body = list(takewhile(lambda line: not _ends(line.strip()), lines))
    while body and _NUMBER.match(body[-1].strip()):
        body.pop()
    return body


def _goes_on(body: Sequence[str]) -> bool:
    """Whether the last sentence is unfinished."""
    return bool(body) and body[-1].strip()[-1] not in '.!?»”"'


def _ends(line: str) -> bool:
    return bool(_END.match(line) or _HEADING.match(line) or _RUN_IN.match(line))


def _is_list(lines: Sequence[str]) -> bool:
    written = [line for line in lines if line.strip()]
    numbered = sum("…" in line or bool(re.search(r"\s\d{1,3}$", line)) for line in written)
    return numbered >= max(2, _LISTED * len(written))


def _is_prose(lines: Sequence[str]) -> bool:
    text = " ".join(line for line in lines if line.strip())
    return not _is_list(lines) and len(text) / max(len(sentences(text)), 1) >= _PROSE


def _cut(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return text[: text.rfind(". ", 0, _LONGEST) + 1] or text[:_LONGEST]

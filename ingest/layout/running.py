"""Running heads, feet and page numbers: their lines, and the printed page numbers."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from ingest.readers.numbering.numerals import roman
from ingest.readers.records import Line, RawPage
from kb.text.normalise import fold

_PAGE_NUMBER = re.compile(r"^[\s\-–—|·.]*(?:(?:p|pag|page|pagina)\.?\s*)?(\d{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7})"
                          r"(?:\s*(?:/|di|of)\s*\d{1,4})?[\s\-–—|·.]*$")  # fmt: skip
_DIGITS = re.compile(r"\d+")
_EDGE_NUMBER = re.compile(r"^\s*(\d{1,6})\b|\b(\d{1,6})\s*$")
_EDGE_ROMAN = re.compile(r"^(?:[ivxlc]{1,7}|[IVXLC]{1,7})(?=\s|$)|(?<=\s)(?:[ivxlc]{1,7}|[IVXLC]{1,7})$")
# A number separated from the text beside it by a word for pages, a dash or a bar.
_PARTED_NUMBER = re.compile(
    r"(?:[|•·–—/-]|\b(?:p|pp|pag|page|pagina|slide|foglio|n)\b\.?)\s*(?:\d{1,4}\b|[ivxlc]{1,7}$)"
    r"|^(?:\d{1,4}|[ivxlc]{1,7})\s*[|•·–—/-]",
    re.I,
)
_ROMAN = re.compile(r"[ivxlc]{1,8}|[IVXLC]{1,8}")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_HEADING = 1.15  # times the size of the text: larger lines with a number are headings
_WORDS = 5  # a longer line that begins or ends with its page's number isn't a heading
_NUMBERS = 6  # numbers of a line that may be its page's
_SMALLER = 0.97  # times the size of the text, at most: heads and feet
_TITLE = 5  # characters of a title's beginning, at least, by judgement
_NEXT = 1.5  # heights from one line of a head to the next, at most, by judgement
_SAME_SIZE = 0.5  # points by which the lines of a head differ in size, at most, by judgement
_Place = tuple[int, int]  # index of the page, index of the line
_Offset = tuple[int, int]  # pages on a sheet, difference of the page's and a printed number


def running_lines(pages: Sequence[RawPage]) -> set[_Place]:
    """(index of page, index of line) of running heads, feet and page numbers.

    A line at the top or bottom of a page is a running one if several pages have it at the same height: two pages suffice for
    a bare number, three for text, and on slides two pages in five. Lines that differ by a number are the same only if the number
    is that of the page, set smaller than the text or apart from it; otherwise they are headings ("Form 3"). Once suffices
    for the beginning of the title with the page's number. A small line next to a running one may be another of its lines.
    """
    body = _body_size(pages)
    edges = [(at, index) for at, page in enumerate(pages) for index in _edge(page)]
    found = _repeated(pages, edges, body) | _titled(pages, edges, body)
    added = found
    while added:
        added = _repeated(pages, _next_to(pages, added, body), body) - found
        found |= added
    return found


def _repeated(pages: Sequence[RawPage], places: Iterable[_Place], body: float) -> set[_Place]:
    """Of these lines, those that several pages have at the same height."""
    alike: dict[tuple[str, int], list[_Place]] = {}
    for at, index in places:
        line = pages[at].lines[index]
        alike.setdefault((_without_numbers(line.text).lower(), round(line.top / 6)), []).append((at, index))
    found: set[_Place] = set()
    for (text, _), group in alike.items():
        is_bare = _PAGE_NUMBER.match(text.replace("#", "1")) is not None
        wanted = 2 if is_bare else max(3, len(pages) * 2 // 5) if _is_slides(pages) else 3
        if len({at for at, _ in group}) >= wanted and len(text) < 160:
            is_sure = "#" not in text or (is_bare and any(_DIGITS.search(pages[at].lines[i].text) for at, i in group))
            found.update(group if is_sure else _with_page_number(pages, group, wanted, body))
    return found


def _without_numbers(text: str) -> str:
    """The text with a sign for each number, and for a Roman one that begins or ends it."""
    return _EDGE_ROMAN.sub("#", _DIGITS.sub("#", text).strip())


def _with_page_number(pages: Sequence[RawPage], places: Sequence[_Place], wanted: int, body: float) -> list[_Place]:
    """Of lines that differ by numbers, those whose number is the page's, and those that are equal on several pages.

    Roman numbers are counted apart: they number the pages before those with Arabic ones. `wanted` pages have an equal line
    without an Arabic number, or a bare Roman one.
    """
    alike = Counter(pages[at].lines[index].text for at, index in places)
    offsets = {
        numbers: _commonest((numbers(pages[at], pages[at].lines[index]) for at, index in places), min(wanted, 3))
        for numbers in (_offsets, _roman_offsets)
    }
    kept = []
    for at, index in places:
        line = pages[at].lines[index]
        follows = any(offset in numbers(pages[at], line) for numbers, offset in offsets.items())
        least = max(wanted, 3) if not _DIGITS.search(line.text) else 3 if line.size >= body * _HEADING else 2
        if (follows and _is_head(line, body)) or alike[line.text] >= least:
            kept.append((at, index))
    return kept


def _commonest(offsets: Iterable[set[_Offset]], least: int) -> _Offset | None:
    """The offset that most lines have; None if fewer than `least` have it."""
    votes = Counter(offset for of_line in offsets for offset in of_line).most_common(1)
    return votes[0][0] if votes and votes[0][1] >= least else None


def _offsets(page: RawPage, line: Line) -> set[_Offset]:
    """(pages on a sheet, difference) of a page's number and those of a line: two pages are on a sheet that is a spread."""
    numbers = [int(token) for token in _DIGITS.findall(line.text)[:_NUMBERS] if len(token) < 7]
    return {(sides, sides * page.number - number) for number in numbers for sides in (1, 2)}


def _roman_offsets(page: RawPage, line: Line) -> set[_Offset]:
    values = [_roman_value(token.lower()) for token in _EDGE_ROMAN.findall(line.text.strip())]
    return {(1, page.number - value) for value in values if value}


def _titled(pages: Sequence[RawPage], places: Iterable[_Place], body: float) -> set[_Place]:
    """Of these lines, those with the page's own number after the beginning of a large line of the first page, its title."""
    titles = [fold(line.text) + " " for page in pages[:1] for line in page.lines if line.size >= body * _HEADING]
    found = set()
    for at, index in places:
        page, line = pages[at], pages[at].lines[index]
        start = fold(_without_numbers(line.text)).strip("# -–—|·•.")
        is_own = (1, 0) in _offsets(page, line) | _roman_offsets(page, line)
        if at and is_own and len(start) >= _TITLE and _is_head(line, body):
            found |= {(at, index) for title in titles if re.match(re.escape(start) + r"\b", title)}
    return found


def _next_to(pages: Sequence[RawPage], places: Iterable[_Place], body: float) -> list[_Place]:
    """The lines right above or below these, of the same type, which is smaller than the text's."""
    found = {
        (at, other)
        for at, index in places
        for other, line in enumerate(pages[at].lines)
        if _is_next(pages[at].lines[index], line) and line.size < body * _SMALLER
    }
    return sorted(found)


def _is_next(line: Line, other: Line) -> bool:
    return abs(line.size - other.size) <= _SAME_SIZE and 0 < abs(line.top - other.top) <= _NEXT * line.size


def _is_head(line: Line, body: float) -> bool:
    """Whether a line with its page's number is a running head, not a heading such as "Form 3"."""
    if line.cells or _PARTED_NUMBER.search(line.text) or _PAGE_NUMBER.match(line.text):
        return True
    is_long = len(line.text.split()) > _WORDS and any(at.search(line.text) for at in (_EDGE_NUMBER, _EDGE_ROMAN))
    return line.size < body * _SMALLER or (is_long and line.size < body * _HEADING)


def _body_size(pages: Sequence[RawPage]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _edge(page: RawPage) -> list[int]:
    """Indexes of the two highest and two lowest lines, if they are within 14 % of the page's height from its edge."""
    if page.height <= 0:
        return []
    order = sorted(range(len(page.lines)), key=lambda i: page.lines[i].top)
    high = [i for i in order[:2] if page.lines[i].top < page.height * 0.14]
    low = [i for i in order[-2:] if page.lines[i].top > page.height * 0.86]
    return sorted({*high, *low})


def _is_slides(pages: Sequence[RawPage]) -> bool:
    return sum(page.width > page.height for page in pages) * 2 > len(pages)


def printed_labels(pages: Sequence[RawPage]) -> dict[int, str]:
    """Printed page numbers by physical number, if numbers at the edges of at least half the pages increase together; else {}.

    Roman numbers are read on the pages before those with Arabic ones.
    """
    arabic = _offset(pages, _arabic_numbers, 3)
    first = max(arabic, 0) if arabic is not None else len(pages)
    front = [page for page in pages if page.number <= first]
    before = _offset(front, _roman_numbers, 2)
    labels: dict[int, str] = {}
    if before is not None:
        capital = any(text.isupper() for page in front for text in _edge_texts(page) if _ROMAN.fullmatch(text))
        for page in front:
            if page.number > before:
                numeral = roman(page.number - before)
                labels[page.number] = numeral.upper() if capital else numeral
    if arabic is not None:
        labels |= {page.number: str(page.number - arabic) for page in pages if page.number > max(arabic, first)}
    return labels


def _offset(pages: Sequence[RawPage], numbers: Callable[[RawPage], Iterator[int]], least: int) -> int | None:
    """The difference of physical and printed number on most pages; None if too few pages agree."""
    offsets: Counter[int] = Counter()
    for page in pages:
        offsets.update({page.number - number for number in numbers(page)})
    if not offsets:
        return None
    offset, votes = offsets.most_common(1)[0]
    numbered = sum(page.number > offset for page in pages)
    return offset if votes >= max(least, numbered // 2) else None


def _edge_texts(page: RawPage) -> Iterator[str]:
    """Yield the lines at a page's edges and, if wide gaps divide them, their parts."""
    for index in _edge(page):
        line = page.lines[index]
        yield from {line.text.strip(" -–—|·."), *(cell.text for cell in line.cells)}


def _arabic_numbers(page: RawPage) -> Iterator[int]:
    for index in _edge(page):
        for before, after in _EDGE_NUMBER.findall(page.lines[index].text):
            yield int(before or after)


def _roman_numbers(page: RawPage) -> Iterator[int]:
    for text in _edge_texts(page):
        if _ROMAN.fullmatch(text) and (value := _roman_value(text.lower())):
            yield value


def _roman_value(text: str) -> int:
    """The value of a Roman number; 0 if it isn't written as one."""
    values = [_ROMAN_VALUES[char] for char in text]
    total = sum(-v if any(v < after for after in values[at + 1 : at + 2]) else v for at, v in enumerate(values))
    return total if roman(total) == text else 0

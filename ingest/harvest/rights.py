"""Access rights stated by a work's record: in COAR's and OpenAIRE's vocabularies, or in Italian or English words."""

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date

from kb.clock import today
from kb.text.normalise import fold

# COAR access rights: c_16ec restricted, c_14cb metadata only, c_f1cf embargoed, c_abf2 open.
_CLOSED = re.compile(
    r"c_16ec|c_14cb|(?:closed|restricted|limited|no) ?access|metadata[ -]?only|confidential\b"
    r"|accesso (?:e |sara )?(?:riservato|chiuso|ristretto|limitato|negato|non )"
    r"|\b(?:not|non|no|never|isn.?t|aren.?t)\b(?![ -]?commerci)[\w\s'’-]{0,40}\b(?:open|aperto|aperta|public\w*|pubblic\w*|accessibil\w+|accessible|available|disponibile)\b"
)
_EMBARGO = re.compile(r"c_f1cf|embarg")
_UNTIL = re.compile(r"\b(?:until|till|from|after|fino|dal|dopo|partire)\b")
_OPEN = re.compile(
    r"c_abf2|open ?access|accesso (?:e |ad )?aperto|creative ?commons|/licenses/by|/publicdomain/|\bcc[ -]by\b|\bcc0\b"
)
_ENDS = re.compile(r"embargoend/(\d{4}-\d\d-\d\d)")  # OpenAIRE's way to say so in dc:date

_MONTHS = {
    name[:3]: number
    for names in (
        "january february march april may june july august september october november december",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    )
    for number, name in enumerate(names.split(), 1)
}
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_DATES = re.compile(
    rf"(?P<y1>\d{{4}})-(?P<m1>\d\d)(?:-(?P<d1>\d\d))?|(?P<a>\d\d?)[/.](?P<b>\d\d?)[/.](?P<y2>\d{{4}})"
    rf"|(?:(?P<d3>\d\d?)(?:st|nd|rd|th|º|°)? +(?:of )?)?\b(?P<m3>{_MONTH})(?: +(?P<d4>\d\d?)(?:st|nd|rd|th)?,)? +(?:of )?(?P<y3>\d{{4}})"
    r"|\b(?P<y4>(?:19|[2-9]\d)\d\d)\b"
)


def access_of(rights: Iterable[str], ends: Iterable[str], dates: Iterable[str]) -> tuple[str, str]:
    """(access or "" if nothing is stated, end of the embargo as an ISO date or "").

    `rights` are statements about access, `ends` values of fields for the end of an embargo, `dates` those of dc:date, which may
    name it, too. The strictest statement counts. Closed access, and an embargo without an end, mean "restricted".
    """
    stated = [fold(value) for value in rights]
    until = {value: list(dates_in(value)) for value in stated if _is_embargo(value)}
    named = [day for value in ends for day in dates_in(fold(value))]
    named += [date.fromisoformat(m[1]) for value in dates if (m := _ENDS.search(fold(value))) and _is_date(m[1])]
    later = [day for found in until.values() for day in found] + named
    if until and not later:  # dc:date is the end only if it is in the future; otherwise it is the date of publication
        later = [day for value in dates for day in dates_in(fold(value)) if day > today()]
    end = max(later, default=None)
    if any(_CLOSED.search(value) and not (_is_embargo(value) and end) for value in stated):
        return "restricted", ""
    if until and end is None:
        return "restricted", ""
    if until or any(_OPEN.search(value) for value in stated):
        return "public", end.isoformat() if end else ""
    return "", end.isoformat() if end else ""


def _is_embargo(value: str) -> bool:
    """Whether a folded statement opens the work from a certain day on."""
    ahead = _UNTIL.search(value) and any(day > today() for day in dates_in(value))
    return bool(_EMBARGO.search(value) or ahead)


def dates_in(text: str) -> Iterator[date]:
    """The dates in a folded text. A month or a year alone means its last day, 3/4/2030 the later reading."""
    for match in _DATES.finditer(text):
        found = {name: value for name, value in match.groupdict().items() if value}
        year = int(found.get("y1") or found.get("y2") or found.get("y3") or found["y4"])
        if "a" in found:
            a, b = int(found["a"]), int(found["b"])
            readings = [day for month, of in ((a, b), (b, a)) for day in _day(year, month, of)]
            yield from [max(readings)] if readings else []
            continue
        month = int(found["m1"]) if "m1" in found else _MONTHS[found["m3"][:3]] if "m3" in found else 12
        yield from _day(year, month, int(found.get("d1") or found.get("d3") or found.get("d4") or 0))


def _day(year: int, month: int, day: int) -> list[date]:
    """The date, [] for one that doesn't exist; day 0 is the last of the month."""
    try:
        return [date(year, month, day or calendar.monthrange(year, month)[1])]
    except (ValueError, calendar.IllegalMonthError):
        return []


def _is_date(text: str) -> bool:
    return bool(_day(*(int(part) for part in text.split("-"))))

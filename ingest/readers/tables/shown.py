"""Values of spreadsheet cells as they are shown: dates, shares, amounts of money, numbers."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from ingest.readers.office.package import unescaped

_MONTHS = {
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split(),
    "en": "January February March April May June July August September October November December".split(),
}
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DATE_PART = re.compile(r"y+|m+|d+|h+|s+|am/pm", re.I)
_CURRENCY = re.compile(r"[€$£¥]")
_LOCALE = re.compile(r"\[\$([^\]-]*)[^\]]*\]")  # "[$€-410]"
_DECIMALS = re.compile(r"\.([0#?]+)")
_DIGITS = re.compile(r"[0#?][0#?,]*")  # the places of a number before its decimals
_SCALED = re.compile(r"[0#?](,+)(?![0#?.,])")  # each comma after the last place divides by a thousand
_WORDS = re.compile(r'("[^"]*"|\\.)')
# Colours and conditions; a space as wide as a character; a character that fills the cell.
_PLACES = re.compile(r"\[[^\]]*\]|_.|\*.")


def shown(value: Any, code: str) -> str:
    """A cell's value as its number format shows it; "" for none. Numbers have no thousands separators."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime | date | time):
        return _date(value, code)
    if isinstance(value, timedelta):
        hours, seconds = divmod(round(value.total_seconds()), 3600)
        return f"{hours}:{seconds // 60:02}"
    if isinstance(value, int | float):
        return _number(value, code)
    return unescaped(str(value))


def hides(code: str) -> bool:
    """Whether a number format shows nothing for any value."""
    return bool(code) and code.replace(" ", "") in (";;;", ";;")


def _number(value: float, code: str) -> str:
    plain = _LITERAL.sub("", code.partition(";")[0])
    found = _DECIMALS.search(plain)
    decimals = len(found[1]) if found else 0
    if "%" in plain:
        return f"{value * 100:.{decimals}f}%"
    is_general = not plain or plain.lower() == "general" or "e+" in plain.lower() or plain == "@"
    if (scale := _SCALED.search(plain)) and not is_general:
        value /= 1000 ** len(scale[1])
    text = f"{value:.10g}" if is_general else _with_zeros(f"{value:.{decimals}f}", plain)
    if "e" in text and abs(value) < 1e15:
        text = f"{value:.15f}".rstrip("0").rstrip(".")
    sign = _CURRENCY.search(_LOCALE.sub(r"\1", code))
    before, after = _words(code.partition(";")[0])
    return f"{before}{text} {sign.group()}{after}" if sign else f"{before}{text}{after}"


def _with_zeros(text: str, plain: str) -> str:
    """A number with as many digits before the decimals as its format has zeros there: 184 by "00000" is 00184."""
    places = _DIGITS.search(plain)
    whole, point, rest = text.lstrip("-").partition(".")
    return f"{'-' if text[0] == '-' else ''}{whole.zfill(places[0].count('0') if places else 0)}{point}{rest}"


def _words(section: str) -> tuple[str, str]:
    """The text that a number format writes before and after the number, such as a unit; without currency signs."""
    around = ["", ""]
    is_behind = False
    for at, part in enumerate(_WORDS.split(_PLACES.sub("", section))):
        if at % 2:
            around[is_behind] += part[1:].rstrip('"')
        else:
            is_behind = is_behind or _DIGITS.search(part) is not None
    before, after = (_CURRENCY.sub("", text) for text in around)
    return before if before.strip() else "", after.rstrip() if after.strip() else ""


def _date(value: datetime | date | time, code: str) -> str:
    """A date or time by its format; without a usable one, day/month/year and any hours."""
    language = "it" if re.search(r"\[\$-(?:410|it)", code, re.I) else "en"
    pattern = _LITERAL.sub(
        lambda found: found.group().strip('"\\') if found.group()[0] in '"\\' else "", code.partition(";")[0]
    )
    is_usual = code.lower() in ("mm-dd-yy", "m/d/yy", "general", "", "m/d/yy h:mm", "yyyy-mm-dd h:mm:ss")
    if is_usual or not _DATE_PART.search(pattern):
        day = "" if isinstance(value, time) else f"{value.day:02}/{value.month:02}/{value.year}"
        clock = (
            f"{value.hour:02}:{value.minute:02}"
            if isinstance(value, datetime | time) and (value.hour or value.minute or not day)
            else ""
        )
        return f"{day} {clock}".strip()
    parts: list[str] = []
    for piece in re.split(rf"({_DATE_PART.pattern})", pattern, flags=re.I):
        parts.append(
            _date_part(value, piece, language, after_hours=any("h" in part for part in parts[-2:])) if piece else ""
        )
        if piece.lower().startswith("h"):
            parts.append("\0h")  # followed by minutes, not a month
    return "".join(part for part in parts if part != "\0h").strip()


def _date_part(value: Any, piece: str, language: str, *, after_hours: bool) -> str:
    kind, width = piece[0].lower(), len(piece)
    if not _DATE_PART.fullmatch(piece):
        return piece
    if kind == "m" and after_hours:
        return f"{getattr(value, 'minute', 0):02}"
    if kind == "y":
        return str(value.year) if width > 2 else f"{value.year % 100:02}"
    if kind == "m":
        name = _MONTHS[language][value.month - 1]
        return name if width > 3 else name[:3] if width == 3 else f"{value.month:0{width}}"
    if kind == "d":
        return f"{value.day:0{width}}" if width <= 2 else ""
    if kind in "hs":
        return f"{getattr(value, 'hour' if kind == 'h' else 'second', 0):0{min(width, 2)}}"
    return "AM" if getattr(value, "hour", 0) < 12 else "PM"

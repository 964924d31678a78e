"""Today's date where the library is kept: the day on which embargoes lift."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")


def today() -> date:
    """The date in Milan: embargoes lift there, at midnight."""
    return datetime.now(ROME).date()

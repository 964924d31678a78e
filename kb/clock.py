"""The current date in Italy, which decides when embargoes end."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")


def today() -> date:
    """The current date in the time zone Europe/Rome. An embargo ends at midnight there."""
    return datetime.now(ROME).date()

"""The current date in Italy, which decides when embargoes end."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")


def today() -> date:
    """The current date in the time zone Europe/Rome. An embargo ends at midnight there."""
    return datetime.now(ROME).date()


def iso_date(text: str) -> str:
    """A date in any form of ISO 8601 ("20270131", "2027-W04-7") as YYYY-MM-DD, in which dates are compared; "" for other texts."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""

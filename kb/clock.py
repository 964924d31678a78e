"""The current date in Italy, which decides when embargoes end."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")


def today() -> date:
    """The current date in the time zone Europe/Rome. An embargo ends at midnight there."""
    return datetime.now(ROME).date()


def start_of(day: str) -> str:
    """The time at which a day (YYYY-MM-DD) begins in the time zone Europe/Rome (ISO 8601, UTC)."""
    return datetime.combine(date.fromisoformat(day), time(), ROME).astimezone(UTC).isoformat()


def iso_date(text: str) -> str:
    """A date in any form of ISO 8601 ("20270131", "2027-W04-7") as YYYY-MM-DD, in which dates are compared; "" for other texts."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""

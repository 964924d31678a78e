"""The date in Milan."""

from datetime import UTC, datetime, timedelta

from kb.clock import ROME, today


def test_today_is_the_date_in_rome() -> None:
    assert today() in {datetime.now(ROME).date(), (datetime.now(ROME) - timedelta(seconds=5)).date()}


def test_midnight_in_rome_is_before_midnight_in_utc() -> None:
    late = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert late.astimezone(ROME).date() == datetime(2026, 7, 2).date()

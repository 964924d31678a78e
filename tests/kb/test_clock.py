"""The date in Milan."""

from datetime import UTC, datetime, timedelta

import pytest

from kb.clock import ROME, iso_date, start_of, today


def test_today_is_the_date_in_rome() -> None:
    assert today() in {datetime.now(ROME).date(), (datetime.now(ROME) - timedelta(seconds=5)).date()}


def test_midnight_in_rome_is_before_midnight_in_utc() -> None:
    late = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert late.astimezone(ROME).date() == datetime(2026, 7, 2).date()


@pytest.mark.parametrize(
    ("day", "begins"),
    [("2026-07-01", "2026-06-30T22:00:00+00:00"), ("2026-12-01", "2026-11-30T23:00:00+00:00")],
)
def test_a_day_begins_at_midnight_in_rome(day: str, begins: str) -> None:
    assert start_of(day) == begins


@pytest.mark.parametrize(
    ("text", "read"),
    [("2026-11-01", "2026-11-01"), ("20261101", "2026-11-01"), ("2026-W44-7", "2026-11-01"), ("soon", ""), ("", "")],
)
def test_dates_have_one_form(text: str, read: str) -> None:
    assert iso_date(text) == read

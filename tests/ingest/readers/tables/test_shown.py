"""Values as their number formats show them."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from ingest.readers.tables.shown import hides, shown


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (None, "General", ""),
        (True, "General", "TRUE"),
        (5200, "General", "5200"),
        (0.1 + 0.2, "General", "0.3"),
        (1e-7, "General", "0.0000001"),
        (2.5, "0.00", "2.50"),
        (0.35, "0%", "35%"),
        (1234.5, "[$€-410] #,##0.00", "1234.50 €"),
        ("testo", "@", "testo"),
        ("riga_x000D_ due_x005F_", "@", "riga\r due_"),
        (184, "00000", "00184"),
        (-7, '"AB-"000', "AB--007"),
        (12.5, '0.0" km"', "12.5 km"),
        (3, "0\\ \\m", "3 m"),
        (1234567, '#,##0,"k"', "1235k"),
        (12, '"$"0.00', "12.00 $"),
        (5, '0;[Red]"meno "0', "5"),
        (date(2021, 3, 4), "mm-dd-yy", "04/03/2021"),
        (date(2021, 3, 4), "yyyy", "2021"),
        (date(2021, 3, 4), "[$-410]d mmmm yyyy", "4 marzo 2021"),
        (date(2021, 3, 4), "d mmm yy", "4 Mar 21"),
        (datetime(2021, 3, 4, 9, 5), "dd/mm/yyyy hh:mm", "04/03/2021 09:05"),
        (datetime(2021, 3, 4, 9, 5), "General", "04/03/2021 09:05"),
        (time(9, 5), "h:mm", "9:05"),
        (time(9, 5), "General", "09:05"),
        (timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
    ],
)
def test_shown(value: Any, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_formats_that_show_nothing() -> None:
    assert hides(";;;") and not hides("0.00;;") and not hides("General")

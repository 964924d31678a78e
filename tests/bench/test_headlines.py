"""The headlines of the report come from its sections, and say which floors are met."""

import re

from bench.headlines import HEADLINES, Headline, cells, table
from bench.quality import ROOT
from bench.report import TITLES

SEARCH = """## Search

**both corpora**

| | questions | page@1 |
| --- | --- | --- |
| all | 10 | 0.70 |
| type concept |  |  |

**another**

| what | value |
| --- | --- |
| all | 1,500 MiB |

`python -m bench search`, measured on abc1234
"""


def test_cells_are_read_by_table_row_and_column() -> None:
    read = cells(SEARCH)
    assert read["both corpora", "all", "page@1"] == "0.70" and read["another", "all", "value"] == "1,500 MiB"
    assert read["both corpora", "type concept", "page@1"] == ""


def test_a_headline_tells_its_floor_and_commit_and_is_left_out_without_a_value() -> None:
    told = table({"search": SEARCH}).splitlines()
    assert told[2:] == ["| search: the right page first | 0.7 | ≥ 0.64 | met | `search` on abc1234 |"]
    assert table({}) == ""


def test_floors_are_least_or_most() -> None:
    at_most = Headline("memory", "start", "", "memory", most=1200)
    assert at_most.floor == "≤ 1,200" and at_most.holds(1200) and not at_most.holds(1201)
    assert all((one.least is None) != (one.most is None) and one.section in TITLES for one in HEADLINES)


def test_no_headline_is_lost_when_a_section_is_measured_again() -> None:
    found = re.split(r"^## ", (ROOT / "docs" / "quality.md").read_text(encoding="utf-8"), flags=re.M)
    told = [line for line in found[0].splitlines() if line.startswith("| ")]
    assert len(told) == len(HEADLINES) + 2

"""Numbers that a browser draws before items of ordered lists. All texts are fictional."""

import pytest

from ingest.readers.markup.html import read_blocks


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<ol><li>uno<li>due</ol>", ["1. uno", "2. due"]),
        ("<ol start=4><li>four<li value=9>nine<li>ten</ol>", ["4. four", "9. nine", "10. ten"]),
        ("<ol type=a><li>x<li>y</ol><ol type=I><li>z</ol>", ["a. x", "b. y", "I. z"]),
        ("<ol reversed><li>tre<li>due<li>uno</ol>", ["3. tre", "2. due", "1. uno"]),
        ("<ol><li><p>primo</p><p>ancora</p></li><li>due</li></ol>", ["1. primo", "ancora", "2. due"]),
        ("<ol><li>A<ol type=a><li>b</li></ol></li><li>C</li></ol>", ["1. A", "a. b", "2. C"]),
        ("<ol><li><ul><li>punto</li></ul></li><li>due</li></ol>", ["1. punto", "2. due"]),
        ("<ol style='list-style: none'><li>voce</ol><ul><li>punto</ul>", ["voce", "punto"]),
        ("<style>.r li {list-style-type: lower-roman}</style><ol class=r><li>x<li>y</ol>", ["i. x", "ii. y"]),
        ("<ol><li hidden>via</li><li>uno</li></ol>", ["1. uno"]),
        ("<ol><li></li><li>due</li></ol>", ["2. due"]),
        ("<ol start=0><li>zero</ol><ol start=-1 type=i><li>meno</ol>", ["0. zero", "-1. meno"]),
        ("<table><tr><td><ol><li>pane<li>latte</ol></td><td>5</td></tr></table>", ["1. pane 2. latte | 5"]),
        ("<li>senza elenco</li>", ["senza elenco"]),
    ],
)
def test_numbers_stand_before_items(html: str, texts: list[str]) -> None:
    assert [block.text for block in read_blocks(html)[0]] == texts

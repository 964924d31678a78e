"""Formulas as one would type them."""

import pytest
from lxml import etree

from ingest.readers.office.formulas import formula_text
from tests.ingest.readers.office.made import spaced

X, Y = ("<m:r><m:t>x</m:t></m:r>", "<m:r><m:t>y</m:t></m:r>")


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (f"{X}<m:r><m:t>=1</m:t></m:r>", "x=1"),
        (f"<m:sSub><m:e>{X}</m:e><m:sub>{Y}</m:sub></m:sSub>", "x_y"),
        (
            f"<m:sSubSup><m:e>{X}</m:e><m:sub>{Y}</m:sub><m:sup><m:r><m:t>n+1</m:t></m:r></m:sup></m:sSubSup>",
            "x_y^(n+1)",
        ),
        (f"<m:rad><m:deg/><m:e>{X}{Y}</m:e></m:rad>", "√xy"),
        (f"<m:d><m:e>{X}</m:e><m:e>{Y}</m:e></m:d>", "(x|y)"),
        (f'<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e>{X}</m:e></m:d>', "[x]"),
        (f"<m:m><m:mr><m:e>{X}</m:e><m:e>{Y}</m:e></m:mr><m:mr><m:e>{Y}</m:e></m:mr></m:m>", "[x y; y]"),
        (f"<m:func><m:fName><m:r><m:t>log</m:t></m:r></m:fName><m:e>{X}</m:e></m:func>", "log x"),
        (f"<m:nary><m:sub/><m:sup/><m:e>{X}</m:e></m:nary>", "∫ x"),
        (f"<m:eqArr><m:e>{X}</m:e><m:e>{Y}</m:e></m:eqArr>", "x; y"),
        (f"<m:limLow><m:e>{X}</m:e><m:lim>{Y}</m:lim></m:limLow>", "x_y"),
        (f"<m:limUpp><m:e>{X}</m:e><m:lim>{Y}</m:lim></m:limUpp>", "x^y"),
    ],
)
def test_formulas_of_office(inner: str, text: str) -> None:
    assert formula_text(etree.fromstring(spaced("m:oMath", inner))) == text


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<mfrac><mi>a</mi><mn>2</mn></mfrac>", "a/2"),
        ("<msup><mi>E</mi><mn>2</mn></msup>", "E^2"),
        ("<msqrt><mi>b</mi><mi>c</mi></msqrt>", "√bc"),
        ("<semantics><mrow><mi>x</mi></mrow><annotation>{x}</annotation></semantics>", "x"),
        ("<munder><mi>max</mi><mi>i</mi></munder>", "max_i"),
        ("<munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover><mi>k</mi>", "∑_i^nk"),
    ],
)
def test_formulas_of_mathml(inner: str, text: str) -> None:
    assert formula_text(etree.fromstring(f'<math xmlns="http://www.w3.org/1998/Math/MathML">{inner}</math>')) == text

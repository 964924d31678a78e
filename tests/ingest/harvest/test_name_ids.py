"""Identifiers of people and organisations in records of repositories."""

import pytest
from lxml import etree

from ingest.harvest.oai import _dc_values, _dim_values

ORCID = "0000-0002-1825-0097"
ROR = "https://ror.org/01nffqt88"


@pytest.mark.parametrize(
    ("element", "creators"),
    [
        (
            f'<creator id="https://orcid.org/{ORCID}">Rossi, Ada</creator><creator>Neri, Ugo</creator>',
            [f"Rossi, Ada ({ORCID})", "Neri, Ugo"],
        ),
        (f"<creator>Rossi, Ada</creator><creator>https://orcid.org/{ORCID}</creator>", [f"Rossi, Ada ({ORCID})"]),
        (f"<creator>Rossi, Ada [{ORCID}]</creator><creator>orcid: {ORCID}</creator>", [f"Rossi, Ada [{ORCID}]"]),
        (f"<creator>{ORCID}</creator>", []),  # nobody's
        ('<creator id="0000-0002-1825-0098">Rossi, Ada</creator>', ["Rossi, Ada"]),  # a wrong check digit
    ],
)
def test_orcid_ids_of_repositories_stay_with_their_authors(element: str, creators: list[str]) -> None:
    assert _dc_values({}, etree.fromstring(f"<dc>{element}</dc>")).get("creator", []) == creators


def test_orcid_ids_of_dspace_stand_in_attributes() -> None:
    author = f'<field mdschema="dc" element="contributor" qualifier="author" authority="{ORCID}">Rossi, Ada</field>'
    assert _dim_values(etree.fromstring(f"<dim>{author}</dim>")) == {"contributor.author": [f"Rossi, Ada ({ORCID})"]}


@pytest.mark.parametrize(
    ("element", "publishers"),
    [
        (f'<publisher id="{ROR}">Politecnico di Milano</publisher>', [f"Politecnico di Milano ({ROR})"]),
        (
            f"<publisher>Politecnico di Milano</publisher><publisher>{ROR}</publisher>",
            [f"Politecnico di Milano ({ROR})"],
        ),
        (f"<publisher>Politecnico di Milano ({ROR})</publisher>", [f"Politecnico di Milano ({ROR})"]),
        ('<publisher id="https://ror.org/01nffqt89">Politecnico di Milano</publisher>', ["Politecnico di Milano"]),
    ],
)
def test_ror_ids_of_repositories_stay_with_the_publisher(element: str, publishers: list[str]) -> None:
    assert _dc_values({}, etree.fromstring(f"<dc>{element}</dc>"))["publisher"] == publishers
    field = f'<field mdschema="dc" element="publisher" authority="{ROR}">Politecnico di Milano</field>'
    assert _dim_values(etree.fromstring(f"<dim>{field}</dim>")) == {"publisher": [f"Politecnico di Milano ({ROR})"]}

"""Comparison of an idea with the closest works, with shared and different traits."""

import pytest

from kb.errors import TextTooLong
from kb.explore.needs import LONGEST
from kb.explore.prior_work import prior_work
from kb.library import Library
from kb.model import OWNER

IDEA = (
    "I want to interview thirty women in Milan about waiting for the tram at night, with the association Sportello Donna, and to map "
    "the lighting with GIS."
)


def test_an_idea_is_set_beside_the_closest_works(sample: Library) -> None:
    found = prior_work(sample, IDEA, OWNER)
    work = found.works[0]
    assert work.document.source == "tesi/thesis-night-stops.pdf"
    assert {("people", "women"), ("place", "Milano"), ("method", "mapping")} <= {
        (t.aspect, t.label) for t in work.shared
    }
    assert ("method", "interviews") in {(t.aspect, t.label) for t in work.yours}
    assert any(t.aspect == "partner" and t.label.startswith("Sportello Donna") for t in work.shared)
    assert {(t.aspect, t.label) for t in work.theirs}.isdisjoint((t.aspect, t.label) for t in found.traits)
    assert prior_work(sample, "", OWNER).works == () and found.documents[0] == work.document


def test_an_idea_is_never_cut_in_silence(library: Library) -> None:
    with pytest.raises(TextTooLong):
        prior_work(library, "x" * (LONGEST + 1), OWNER)

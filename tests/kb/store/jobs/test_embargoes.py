"""An embargo's end is recorded once."""

from kb.library import Library
from kb.store.jobs.embargoes import note_lifted_embargoes
from tests.conftest import Put
from tests.fakes import document


def test_documents_whose_embargo_has_ended_count_as_changed_once(put: Put, library: Library) -> None:
    put(document("mill", embargo_until="2020-02-01"), "The fictional mill.", embed=False)
    put(document("later", embargo_until="2999-01-01"), "The fictional bakery.", embed=False)
    change, _ = library.catalogue.changes()
    assert note_lifted_embargoes(library.catalogue) and not note_lifted_embargoes(library.catalogue)
    (number,) = library.catalogue.changed_since(change)
    assert library.catalogue.documents([number])[number].id == "mill"
    library.catalogue.set_fact("embargoes lifted", "2020-02-01")
    assert not note_lifted_embargoes(library.catalogue), "it ended that day, and was noted"

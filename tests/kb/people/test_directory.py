"""The directory of people and organisations, and curators' rules on names."""

from dataclasses import replace

from kb.library import Library
from kb.model import OWNER, Field, Named
from kb.people.directory import directory
from kb.people.experts import experts
from kb.search.scope import all_documents, open_scope
from kb.search.search import search
from kb.store.name_rules import Contact
from tests.conftest import Put
from tests.fakes import document


def test_curators_words_on_names_outlive_ingestion(put: Put, library: Library) -> None:
    first = document("one", people=(Named("Ada Rossi", "author"),))
    put(first, "Bees.")
    put(document("two", people=(Named("Ada Rossi Bianchi", "author"),)), "Wasps.")
    name_rules = library.catalogue.name_rules
    name_rules.set("person", "Ada Rossi Bianchi", ("same", "Ada Rossi"))
    assert [len(e.parts) for e in directory(library, OWNER).people.values()] == [2]
    put(replace(first, content_hash="f" * 64), "Bees, once more.")
    assert [len(e.parts) for e in directory(library, OWNER).people.values()] == [2]
    name_rules.set("person", "Ada Rossi Bianchi", None)
    assert len(directory(library, OWNER).people) == 2


def test_who_asks_to_be_hidden_appears_nowhere_while_the_documents_stay(put: Put, library: Library) -> None:
    shy, other = Named("Ada Rossi", "author"), Named("Ugo Neri", "supervisor")
    put(document("one", people=(shy, other)), "Bees live on roofs.")
    library.catalogue.name_rules.set("person", "Ada Rossi", ("hidden", ""))
    library.index_words()
    (found,) = all_documents(library, OWNER)
    assert found.people == (other,)
    assert [e.name for e in directory(library, OWNER).people.values()] == ["Ugo Neri"]
    scope = open_scope(library, OWNER)
    assert search(library, "author:rossi", OWNER).total == 0
    assert not scope.lexical.search(scope.analyse("Rossi").words, {"names": 1.0}, 10, scope.within())
    assert [e.entity.name for e in experts(library, "bees on roofs", OWNER).people] == ["Ugo Neri"]
    # A correction of something else, made while the name is hidden, doesn't lose it.
    library.correct(
        replace(found, year=1999),
        library.catalogue.path("one"),
        {"year": "1999"},
        library.catalogue.metadata.fields("one"),
    )
    library.catalogue.name_rules.set("person", "Ada Rossi", None)
    library.index_words()
    (found,) = all_documents(library, OWNER)
    assert set(found.people) == {shy, other} and found.year == 1999
    assert search(library, "author:rossi bees", OWNER).total == 1


def test_orcid_and_ror_come_from_documents_unless_two_are_stated(put: Put, library: Library) -> None:
    ada, body = Named("Ada Rossi", "author"), Named("Ente Acque", "partner")
    stated = [
        Field("orcid", "0000-0002-1825-0097 Ada Rossi", "front page", 0.9),
        Field("ror", "03yrm5c26 Ente Acque", "manifest", 1.0),
    ]
    put(document("one", people=(ada,), organisations=(body,)), "Bees.", fields=tuple(stated))
    known = directory(library, OWNER)
    assert [e.orcid for e in known.people.values()] == ["0000-0002-1825-0097"]
    assert [e.ror for e in known.organisations.values()] == ["03yrm5c26"]
    put(
        document("two", people=(ada,)),
        "Wasps.",
        fields=(Field("orcid", "0000-0001-5109-3700 Ada Rossi", "front page", 0.9),),
    )
    assert [e.orcid for e in directory(library, OWNER).people.values()] == [""]
    library.catalogue.name_rules.set_contacts([Contact("Ada Rossi", orcid="0000-0001-5109-3700")])
    assert [e.orcid for e in directory(library, OWNER).people.values()] == ["0000-0001-5109-3700"]


def test_the_orcid_id_of_who_is_hidden_is_hidden_too(put: Put, library: Library) -> None:
    fields = (
        Field("author", "Ada Rossi", "front page", 0.9),
        Field("orcid", "0000-0002-1825-0097 Ada Rossi", "front page", 0.9),
    )
    put(document("one", people=(Named("Ada Rossi", "author"),)), "Bees.", fields=fields)
    assert len(library.catalogue.metadata.fields("one")) == 2
    library.catalogue.name_rules.set("person", "Ada Rossi", ("hidden", ""))
    assert library.catalogue.metadata.fields("one") == []

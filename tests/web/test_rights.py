"""Readers learn nothing about hidden documents: every page and answer is the same, byte for byte, as without them."""

import itertools
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from fastapi.testclient import TestClient

from kb.library import Library
from kb.model import ANONYMOUS, Document, Field, IngestedDocument, Named, Reader
from kb.search.scope import open_document, open_scope
from kb.settings import Settings, load_settings
from kb.store.passage_keys import PassageKeys
from kb.text.terms import Term
from tests.fakes import document, pages_and_passages
from tests.served import OpenClient
from web.app import create_app

pytestmark = pytest.mark.slow

INTERNAL = Reader(frozenset({"public", "internal"}))
WORDS = (
    "acqua pozzo scuola giardino casa famiglia mercato carcere energia solare donne quartiere "
    "water well school garden house family market prison energy solar women neighbourhood"
).split()
SECRET = "wolframite osmiridio zirconium".split()
PEOPLE = ("Maria Rossi", "M. Rossi", "Marco Rossi", "Ugo Neri", "NERI Ugo")
ORGANISATIONS = ("Comune di Milano", "Municipality of Milan", "Cooperativa Uno", "Coop. Uno ONLUS")
PLACES = ("Milano", "Milan", "Lodi", "Cali")
TEXT = "The women of the neighbourhood draw water from a well beside the school garden every single day. "


def works(seed: int) -> list[tuple[IngestedDocument, str]]:
    """Random documents, some of them hidden; hidden ones have words, names and places that no other has, and copies of open ones."""
    chance = random.Random(seed)
    found = []
    for number in range(16):
        access, embargo = chance.choice(
            [("public", None), ("public", None), ("internal", None), ("restricted", None), ("public", "2999-01-01")]
        )
        hidden = access != "public" or embargo
        vocabulary = [*WORDS, *SECRET] if hidden else WORDS
        texts = [" ".join(chance.choices(vocabulary, k=14)).capitalize() + "." for _ in range(chance.randrange(1, 4))]
        if chance.random() < 0.3:
            texts.append(TEXT * 4)
        record = document(
            f"d{number}", title=" ".join(chance.choices(vocabulary, k=4)).title(), kind=chance.choice(["thesis", "report", "course"]),
            language=chance.choice(["it", "en"]), year=chance.choice([2018, 2020, None]), access=access, embargo_until=embargo,
            people=(Named(chance.choice(PEOPLE), "author"), Named(chance.choice(PEOPLE), "supervisor")),
            organisations=(Named(chance.choice(ORGANISATIONS), "partner"),), abstract=texts[0], page_count=len(texts), pages_read=len(texts),
            content_hash=f"{number:064x}",
        )  # fmt: skip
        pages, passages = pages_and_passages(record.id, texts, record.language)
        fields = (
            Field("place", chance.choice(PLACES), "manifest", 1.0),
            Field("department", f"Dipartimento {chance.choice('AB')}", "front page", 0.9),
        )
        sketch = tuple(range(64)) if TEXT in texts[-1] else ()
        found.append((IngestedDocument(record, tuple(pages), tuple(passages), fields, sketch=sketch), access))
    return found


def may_see(reader: Reader, d: Document) -> bool:
    return d.access in reader.clearance and not d.embargo_until


@contextmanager
def served(settings: Settings, chosen: list[IngestedDocument], reader: Reader, folder: Path) -> Iterator[TestClient]:
    with Library(settings, writable=True) as library:
        for work in chosen:
            path = folder / work.document.source
            path.write_text("x")
            library.add(work, path, path, "stated")
        library.index_words()
        library.embedding_queue.run()
    with OpenClient(create_app(settings, reader=reader), raise_server_exceptions=False) as client:
        yield client


def addresses(documents: list[Document]) -> list[str]:
    questions = [
        "acqua", "water well", "scuola giardino -casa", '"water from a well"', "wolframite", "wolframit", "osmiridio solare", "wolf*",
        "zirconi", "year:2018 casa", "sdg:6", "place:Milan", "author:rossi", "partner:comune acqua", "quante donne", "title:zirconium",
    ]  # fmt: skip
    found = [
        f"{path}?{urlencode({key: question})}"
        for question in questions
        for path, key in (("/search", "q"), ("/api/search", "q"), ("/search.atom", "q"), ("/api/export", "q"), ("/experts", "q"),
                          ("/api/experts", "q"), ("/api/suggest", "q"), ("/opensearch/suggest", "q"), ("/ask", "q"))
    ]  # fmt: skip
    found += [f"/{page}?{urlencode({name: 'Vorremmo acqua per le scuole. We need zirconium for women in Milan.'})}"
              for page, name in (("match", "need"), ("match.atom", "need"), ("match/export", "need"), ("prior-work", "idea"), ("prior-work/export", "idea"))
              if page != "match/export"]  # fmt: skip
    found += ["/", "/documents", "/api/documents", "/people", "/api/people", "/organisations", "/api/organisations", "/themes", "/themes.csv",
              "/ledger", "/readyz", "/evaluation", "/people/maria-rossi", "/people/m-rossi", "/people/ugo-neri", "/organisations/cooperativa-uno",
              "/organisations/comune-di-milano", "/nowhere"]  # fmt: skip
    every = urlencode({"document": [d.id for d in documents]}, doseq=True)
    found += ["/workspace", f"/workspace/works?{every}", f"/workspace/compare?{every}",
              f"/workspace/compare/export?{every}&format=csv", *(f"/workspace/references?{every}&format={name}" for name in ("bibtex", "apa"))]  # fmt: skip
    for d in documents:
        ways = ("", "?q=water", "/pages/1", "/pages/99", "/ledger", "/file")
        found += [f"/documents/{quote(d.id)}{way}" for way in ways]
        found += [
            f"/api/documents/{quote(d.id)}{way}" for way in ("", "/similar?k=20", "/ledger", "/export?format=ris")
        ]
    return found


def plain(text: str) -> str:
    """The text of an answer, without the keys of passages and times of adding, which differ from library to library."""
    text = re.sub(r'("passage_id":|/passages/|[?]passage=)\s*\d+', r"\1", text)
    text = re.sub(r'name="(?:key|after)" value="[0-9a-f]+"', "", text)  # a hash of the answer, keys of passages in it
    # Random: of a text, and of a need that was sent.
    text = re.sub(r"kept=[\w-]{22}|/needs/[\w-]{32}|\b[0-9a-f]{8}\b", "", text)
    text = re.sub(r"\bin [\d.]+ s\.<", "<", text)  # how long the search took
    return re.sub(r"<updated>[^<]*</updated>|written\.js\?\d+", "", text)


@pytest.mark.parametrize(("seed", "reader"), [(1, ANONYMOUS), (2, INTERNAL), (3, ANONYMOUS)])
@pytest.mark.slow
def test_every_answer_is_the_same_as_without_what_is_hidden(
    seed: int, reader: Reader, tmp_path: Path, model_cache: Path
) -> None:
    everything = [work for work, _ in works(seed)]
    seen = [work for work in everything if may_see(reader, work.document)]
    assert 3 < len(seen) < len(everything) - 2
    base = replace(load_settings({}), model_cache=model_cache)
    with (
        served(replace(base, home=tmp_path / "all"), everything, reader, tmp_path) as whole,
        served(replace(base, home=tmp_path / "seen"), seen, reader, tmp_path) as without,
    ):
        for address in addresses([work.document for work in everything]):
            a, b = whole.get(address), without.get(address)
            assert (a.status_code, plain(a.text)) == (b.status_code, plain(b.text)), address
            told = {
                name: value
                for name, value in a.headers.items()
                if name not in ("etag", "last-modified", "content-length", "x-request-id")  # a lot, not a count
            }
            assert told == {name: value for name, value in b.headers.items() if name in told}, address
        for body in (
            {"question": "How many women draw water from a well?"},
            {"question": "Dove si trova la wolframite?"},
        ):
            assert plain(whole.post("/api/ask", json=body).text) == plain(without.post("/api/ask", json=body).text)
        text = "Vorremmo acqua per le scuole. We need zirconium for women in Milan."
        sender = {"name": "Ada", "email": "ada@example.org", "consent": "yes"}
        for path, form in (
            ("/match", {"need": text}),
            ("/prior-work", {"idea": text}),
            ("/needs", {"need": text, **sender}),
        ):
            a, b = whole.post(path, data=form), without.post(path, data=form)
            assert (a.status_code, plain(a.text)) == (b.status_code, plain(b.text)) and a.status_code == 200, path
        for d in (work.document for work in everything if not may_see(reader, work.document)):
            assert whole.post("/workspace/pins", data={"action": "pin", "document": d.id}).text == whole.post(
                "/workspace/pins", data={"action": "pin", "document": "nothing"}
            ).text  # fmt: skip


def test_keys_of_passages_tell_nothing_and_lead_back() -> None:
    passage_keys = PassageKeys("a library's own key")
    numbers = [*range(1, 2000), (1 << 48) - 1]
    shown = [passage_keys.encode(number) for number in numbers]
    assert [passage_keys.decode(number) for number in shown] == numbers
    assert len(set(shown)) == len(numbers) and max(shown) < 1 << 48
    assert shown != sorted(shown) and min(abs(a - b) for a, b in itertools.pairwise(shown)) > 1
    assert PassageKeys("another key").encode(1) != shown[0]


def test_what_is_tightened_or_removed_leaves_no_word_behind(tmp_path: Path, model_cache: Path) -> None:
    settings = replace(load_settings({}), home=tmp_path / "home", model_cache=model_cache)
    with Library(settings, writable=True) as library:
        for name, text in (
            ("one", "Wolframite is mined."),
            ("two", "Bread is baked."),
            ("three", "Osmiridium shines."),
        ):
            record = document(name)
            pages, passages = pages_and_passages(name, [text])
            (tmp_path / record.source).write_text(text)
            library.add(
                IngestedDocument(record, tuple(pages), tuple(passages)),
                tmp_path / record.source,
                tmp_path / record.source,
                "stated",
            )
        library.index_words()
        assert not (settings.home / "words-public").exists(), "nothing is hidden yet"
        one = open_document(library, "one", ANONYMOUS).document
        library.correct(replace(one, access="internal"), library.catalogue.path("one"), {"access": "internal"}, [])
        assert (settings.home / "words-public").is_dir()
        library.remove(open_document(library, "three", ANONYMOUS).document)
        everything, public = library.lexical, open_scope(library, ANONYMOUS).lexical
        for word, here, there in (("bread", 1, 1), ("wolframit", 1, 0), ("osmiridium", 0, 0)):
            known = [index.document_frequency(Term(word, "en")) for index in (everything, public)]
            assert known == [here, there], word


def test_a_removed_document_leaves_no_word_on_the_disk(tmp_path: Path, model_cache: Path) -> None:
    """Its words are searched for in every file of the library's folder, as they are and in UTF-16."""
    settings = replace(load_settings({}), home=tmp_path / "home", model_cache=model_cache)
    with Library(settings, writable=True) as library:
        for name, text in (
            ("gone", "Wolframite osmiridium zirconium. " * 40),
            ("kept", "Bread is baked in the morning."),
        ):
            record = document(name, abstract=text, title=f"About {text.split()[0]}")
            pages, passages = pages_and_passages(name, [text])
            path = tmp_path / record.source
            path.write_text(text)
            library.add(IngestedDocument(record, tuple(pages), tuple(passages)), path, path, "stated")
        library.index_words()
        library.embedding_queue.run()
        library.remove(open_document(library, "gone", ANONYMOUS).document)
        left = [path for path in settings.home.rglob("*") if path.is_file()]
        for word in (b"olframite", b"osmiridium", "osmiridium".encode("utf-16-le")):
            assert not [path for path in left if word in path.read_bytes()], word
        assert any(b"Bread is baked" in path.read_bytes() for path in left)

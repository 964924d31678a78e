"""The lexical index: passages in tantivy, with index terms (`kb.text.stemming`) in Italian and English. Derived, disposable."""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import tantivy
from tantivy import Query, TextAnalyzerBuilder, Tokenizer

from kb.errors import LibraryError
from kb.files import keep_checksums
from kb.index.lexical_query import EVERYWHERE, Within, any_word, restricted
from kb.model import Document, Passage
from kb.text.stemming import LANGUAGES, indexed
from kb.text.terms import Term, Words

VERSION = 5  # 2: words as `kb.text.tokens` reads them; 3: words that the stemmer conflates are listed apart; 4: many more, and inflections that it separates; 5: no stop words of the other language
_ALL = 10_000_000  # bucket limit of an aggregation: more than the documents of any library
_SPLIT = "terms"  # the analyser of text that is index terms already
_HEAP = 200_000_000  # bytes of terms in memory before a segment is written; larger ones are merged less often
FIELDS = ("body", "heading", "title", "names")
_FIELD_NAMES = tuple(tuple(f"{field}_{language}" for language in LANGUAGES) for field in FIELDS)
_short = lru_cache(maxsize=256)(indexed)  # of a text that many passages have, such as their heading


def _is_damage(error: BaseException) -> bool:
    """Whether tantivy met damaged files: a ValueError, or a panic of its Rust code, which is a BaseException."""
    return isinstance(error, ValueError) or type(error).__name__ == "PanicException"


def _opened(folder: Path) -> tantivy.Index:
    """The index in a folder, if it can be searched. Raises OSError or ValueError."""
    try:
        index = tantivy.Index.open(str(folder))
        searcher = index.searcher()
        searcher.search(Query.all_query(), 1)
        for name in chain.from_iterable(_FIELD_NAMES):  # a field's files are opened when it is first read
            searcher.doc_freq(name, "")
    except BaseException as error:
        if not _is_damage(error):
            raise
        raise ValueError(str(error)) from error
    return index


class LexicalIndex:
    """BM25 (Robertson and Walker; tantivy's k1 = 1.2, b = 0.75) over passages. Many readers, one writer at a time."""

    def __init__(self, folder: Path, library_id: str, *, writable: bool) -> None:
        """Open the index. `rebuilt` is true if it was missing, damaged, another library's or version's, and is now empty.

        Raises OSError or ValueError if it can't be opened and isn't `writable`.
        """
        self.rebuilt = self.is_damaged = False  # `is_damaged` once a search has met damage, until `clear`
        self._stamp, self._folder = folder / "stamp.json", folder
        stamp = {"version": VERSION, "library": library_id}
        try:
            if json.loads(self._stamp.read_text()) != stamp:
                raise ValueError("another library's index, or another version's")
            self._index = _opened(folder if writable else self._readable(folder))
        except (OSError, ValueError):
            if not writable:
                raise
            self._index = self._create(stamp)
        self._index.register_tokenizer(_SPLIT, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
        self._writer: tantivy.IndexWriter | None = None
        self._searcher = self._index.searcher()

    def _readable(self, folder: Path) -> Path:
        """The folder to open for reading. tantivy needs to create a lock file, so a read-only one gets a folder of links."""
        if os.access(folder, os.W_OK):
            return folder
        self._links = TemporaryDirectory(prefix="polikb-words-")  # deleted with this object
        for file in folder.iterdir():
            if not file.name.endswith(".lock"):
                (Path(self._links.name) / file.name).symlink_to(file)
        return Path(self._links.name)

    def _create(self, stamp: dict[str, object]) -> tantivy.Index:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("passage", fast=True)
        builder.add_unsigned_field("document", indexed=True, fast=True)
        for name in chain.from_iterable(_FIELD_NAMES):
            builder.add_text_field(name, tokenizer_name=_SPLIT, index_option="freq")
        index = tantivy.Index(builder.build(), path=str(self._folder))
        self._stamp.write_text(json.dumps(stamp))
        self.rebuilt = True
        return index

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        """The writer. After an error it is dropped with its uncommitted changes, and the next call opens a new one."""
        try:
            if self._writer is None:
                self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)
                self._delete_uncommitted()
            yield self._writer
        except BaseException as error:
            if not (isinstance(error, OSError) or _is_damage(error)):
                raise
            self._writer = None
            raise LibraryError(
                f"The word index in {self._folder} can't be written: {error}. Free some space or check the folder's permissions."
                " Documents in the catalogue are indexed as soon as it can be written again."
            ) from error

    @contextmanager
    def _reading(self) -> Iterator[tantivy.Searcher]:
        """The searcher: addresses belong to it, and another thread may replace it. Raises LibraryError if a file is damaged."""
        try:
            yield self._searcher
        except BaseException as error:
            if not _is_damage(error):
                raise
            self.is_damaged = True
            raise LibraryError(
                f"The word index in {self._folder} is damaged ({error}). Run `polikb doctor --repair` to rebuild it from the"
                " catalogue; a server that meets this rebuilds it by itself."
            ) from error

    def put(self, number: int, document: Document | None, passages: Iterable[Passage]) -> None:
        """Replace a document's passages, or delete them if `document` is None. Visible after `commit`. Raises LibraryError."""
        with self._writing() as writer:
            self._put(writer, number, document, passages)

    def _put(
        self, writer: tantivy.IndexWriter, number: int, document: Document | None, passages: Iterable[Passage]
    ) -> None:
        writer.delete_documents_by_query(Query.term_query(self._index.schema, "document", number))
        if document is None:
            return
        names = " · ".join(named.name for named in (*document.people, *document.organisations))
        of_document = (_short(document.title), _short(names))
        for passage in passages:
            entry = tantivy.Document()
            entry.add_unsigned("passage", passage.id)
            entry.add_unsigned("document", number)
            for of_languages, texts in zip(
                _FIELD_NAMES, (indexed(passage.text), _short(passage.heading), *of_document), strict=True
            ):
                for name, text in zip(of_languages, texts, strict=True):
                    entry.add_text(name, text)
            writer.add_document(entry)

    def commit(self) -> None:
        """Make changes durable and visible. Raises LibraryError."""
        with self._writing() as writer:
            writer.commit()
        self.reload()

    def rollback(self) -> None:
        """Forget changes since the last commit. Raises LibraryError."""
        with self._writing() as writer:
            writer.rollback()

    def clear(self) -> None:
        """Delete everything, also what is damaged."""
        with self._writing() as writer:
            writer.delete_all_documents()
        self.commit()
        self.is_damaged = False

    def close(self) -> None:
        """Release the writer's lock and threads."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    def keep_checksums(self) -> None:
        """Record checksums of the committed segments' files. A merge in the background may still be writing others."""
        if segments := self._segments():
            keep_checksums(self._folder, finished=lambda name: name.partition(".")[0] in segments)

    def _delete_uncommitted(self) -> None:
        """Delete the deletion files of a commit cut off by a kill: the same commit would find them and fail, every time."""
        for name, deletions in self._segments().items():
            for file in set(self._folder.glob(f"{name}.*.del")) - {self._folder / deletions}:
                file.unlink(missing_ok=True)

    def _segments(self) -> dict[str, str]:
        """The committed segments, each with the name of its file of deletions or ""; empty if they can't be read."""
        named = ((str(segment["segment_id"]).replace("-", ""), segment["deletes"]) for segment in self._listed())
        return {name: f"{name}.{deletes['opstamp']}.del" if deletes else "" for name, deletes in named}

    def _listed(self) -> list[dict[str, Any]]:
        """What tantivy keeps about each committed segment; empty if it can't be read."""
        try:
            listed: list[dict[str, Any]] = json.loads((self._folder / "meta.json").read_text())["segments"]
        except (OSError, ValueError):
            return []
        return listed

    @property
    def deleted_share(self) -> float:
        """Share (0..1) of the passages in its files that are deleted. BM25 counts these until their segment is gone."""
        segments = self._listed()
        deleted = sum(segment["deletes"]["num_deleted_docs"] for segment in segments if segment["deletes"])
        return float(deleted / max(sum(segment["max_doc"] for segment in segments), 1))

    def reload(self) -> None:
        """Make changes committed by any process visible to searches."""
        with self._reading():
            self._index.reload()
            self._searcher = self._index.searcher()

    def count(self) -> int:
        """Number of passages in the index."""
        return int(self._searcher.num_docs)

    def document_frequency(self, term: Term) -> int:
        """Number of passages whose body contains a term."""
        with self._reading() as searcher:
            return int(searcher.doc_freq(f"body_{term.language}", term.text))

    def terms_with_prefix(self, prefix: str, language: str, limit: int = 20) -> list[str]:
        """At most `limit` index terms of a language that start with `prefix`."""
        with self._reading() as searcher:
            return [str(term) for term, _ in searcher.terms_with_prefix(f"body_{language}", prefix, limit=limit)]

    def holds(self, alternatives: Sequence[Term], within: Within = EVERYWHERE) -> bool:
        """Whether the body of any passage within the restriction contains one of these terms."""
        if within.documents is None:
            return any(self.document_frequency(term) for term in alternatives)
        return bool(self.search((tuple(alternatives),), {"body": 1.0}, 1, within))

    def fuzzy(self, term: str, language: str, wrong: int, limit: int, within: Within = EVERYWHERE) -> list[int]:
        """Ids of passages with a term within edit distance `wrong` (1 or 2; a transposition counts as one edit)."""
        if within.is_nowhere:
            return []
        query = Query.fuzzy_term_query(self._index.schema, f"body_{language}", term, wrong, True)
        with self._reading() as searcher:
            found = searcher.search(restricted(self._index.schema, query, within), limit, count=False).hits
            return [int(id_) for id_ in searcher.fast_field_values("passage", [address for _, address in found])]

    def search(
        self, words: Words, weights: dict[str, float], limit: int, within: Within = EVERYWHERE
    ) -> list[tuple[int, float]]:
        """(passage id, BM25 score) of the best passages that match any word, best first.

        `weights` gives the weight of a match in each of FIELDS.
        """
        if not words or within.is_nowhere:
            return []
        if within.is_post_filtered:
            return self._search_post_filtered(words, weights, limit, within)
        query = self._query(words, weights, within)
        with self._reading() as searcher:
            return _scored(searcher, searcher.search(query, limit, count=False).hits)

    def _search_post_filtered(
        self, words: Words, weights: dict[str, float], limit: int, within: Within
    ) -> list[tuple[int, float]]:
        """`search` within many documents: search all of them for more hits than wanted, until enough of these are within."""
        documents, query = within.documents or (), self._query(words, weights, replace(within, documents=None))
        wanted = int(1.3 * limit / max(within.share or 1.0, 0.001)) + 50
        with self._reading() as searcher:
            while True:
                found = searcher.search(query, wanted, count=False).hits
                owners = searcher.fast_field_values("document", [address for _, address in found])
                kept = [hit for hit, owner in zip(found, owners, strict=True) if owner in documents]
                if len(kept) >= limit or len(found) < wanted:
                    return _scored(searcher, kept[:limit])
                wanted *= 4

    def _query(self, words: Words, weights: dict[str, float], within: Within) -> Query:
        return restricted(self._index.schema, any_word(self._index.schema, words, weights), within)

    def matching_documents(self, words: Words, within: Within = EVERYWHERE) -> list[int]:
        """Numbers of all documents with a passage whose body matches any word, ascending."""
        if not words or within.is_nowhere:
            return []
        searched = replace(within, documents=None) if within.is_post_filtered else within
        query = self._query(words, {"body": 1.0}, searched)
        with self._reading() as searcher:
            counted = searcher.aggregate(query, {"of": {"terms": {"field": "document", "size": _ALL}}})
        found = sorted(int(bucket["key"]) for bucket in counted["of"]["buckets"])
        return [number for number in found if number in (within.documents or ())] if within.is_post_filtered else found


def _scored(searcher: tantivy.Searcher, found: Sequence[tuple[float, tantivy.DocAddress]]) -> list[tuple[int, float]]:
    """(passage id, score) of these hits."""
    ids = searcher.fast_field_values("passage", [address for _, address in found])
    return [(int(id_), float(score)) for id_, (score, _) in zip(ids, found, strict=True)]

"""Keeps the lexical indexes of a folder in step with the catalogue, whichever process changed it."""

import json
import logging
import threading
import time
from pathlib import Path
from typing import NamedTuple

from kb.files import replace_file
from kb.index.lexical_by_access import LexicalIndexes
from kb.store.catalogue import Catalogue

log = logging.getLogger("polikb")

_MANY = 20_000  # passages that are indexed before a server starts; by judgement: 3 s on two cores


class Place(NamedTuple):
    """Position of indexes in a catalogue's changes: counters of changed documents and removals at the last update."""

    changes: int = 0
    removals: int = 0


class LexicalUpdates:
    """Updates of the indexes from their position in the catalogue's changes to the newest. Safe to use from threads."""

    def __init__(self, home: Path, catalogue: Catalogue, indexes: LexicalIndexes) -> None:
        """`indexes` are those in the folder `home`."""
        self._catalogue, self._indexes = catalogue, indexes
        self._file, self._lock = home / "words" / "place.json", threading.RLock()
        self._in_step = time.monotonic()
        self._is_empty = indexes.everything.rebuilt
        self._place = self._stored()

    def _stored(self) -> Place:
        try:
            return Place(**json.loads(self._file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return Place()  # as for an earlier version's index: the migration numbered the documents it still lacks

    def _newest(self) -> Place:
        return Place(*self._catalogue.changes())

    @property
    def removals(self) -> int:
        """The number of removals that the indexes have followed."""
        return self._place.removals

    def reload(self) -> None:
        """Read the position written by another process, whose indexes are read here."""
        self._place = self._stored()

    def update(self) -> None:
        """Index the changes since the last update. After a removal everything is reindexed, so that no file keeps its words."""
        with self._lock:
            newest = self._newest()
            if self._is_lost or newest.removals != self._place.removals or newest < self._place:
                self._indexes.rebuild(self._catalogue)
            else:
                self._indexes.update(self._catalogue, self._catalogue.changed_since(self._place.changes))
            self._keep(newest)

    def settle(self) -> None:
        """Rebuild indexes in which searches met damage, and write those anew of which much is deleted, unless they are behind.

        So no score depends on how often a document came.
        """
        with self._lock:
            if self._indexes.is_damaged:
                log.warning("The word index is damaged; it is rebuilt from the catalogue.")
                self.update()
            elif not self.is_behind:
                self._indexes.settle(self._catalogue)

    def rebuild(self) -> None:
        """Reindex everything."""
        with self._lock:
            self._is_empty = True
            self.update()

    def _keep(self, place: Place) -> None:
        self._in_step, self._is_empty = time.monotonic(), False
        if place != self._place or not self._file.is_file():
            replace_file(self._file, json.dumps(place._asdict()), durable=False)
            self._place = place

    @property
    def _is_lost(self) -> bool:
        """Whether the indexes must be built anew, whatever their position."""
        return self._is_empty or self._indexes.is_damaged

    @property
    def is_far_behind(self) -> bool:
        """Whether so much must be indexed that it takes more than a few seconds."""
        counts, newest = self._catalogue.counts(), self._newest()
        if self._is_lost or newest.removals != self._place.removals or newest < self._place:
            return counts["passages"] > _MANY
        pending = len(self._catalogue.changed_since(self._place.changes))
        return pending * counts["passages"] / max(counts["documents"], 1) > _MANY

    @property
    def done(self) -> float:
        """The share (0..1) of passages that can be found, while many are being indexed."""
        return self._indexes.done

    def stop(self) -> None:
        """Stop a running update; it is repeated later."""
        self._indexes.stop()

    @property
    def is_behind(self) -> bool:
        """Whether documents have changed since the last update, or the indexes must be built anew."""
        return self._is_lost or self._newest() != self._place

    @property
    def is_whole(self) -> bool:
        """Whether the index of all documents has as many passages as the catalogue; True while these change."""
        before = self._newest()
        return self._indexes.everything.count() == self._catalogue.counts()["passages"] or self._newest() != before

    def seconds_behind(self) -> float:
        """Seconds since the indexes have been behind the catalogue; 0 if they aren't."""
        if not self.is_behind:
            self._in_step = time.monotonic()
            return 0.0
        return time.monotonic() - self._in_step

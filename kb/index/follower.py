"""Follows a database that other processes write to."""

import logging
import threading
from collections.abc import Callable

from kb.store.catalogue import Catalogue

log = logging.getLogger("polikb")

# Seconds, by judgement. Changes are announced; polling once a second finds those whose announcement was lost.
_POLL, _PAUSE, _RETRY = 1.0, 0.2, 1.0


class Follower:
    """A thread that calls `catch_up` at the start and after each change that any process makes in the catalogue."""

    def __init__(self, catalogue: Catalogue, catch_up: Callable[[], None]) -> None:
        """Use `start` to begin. An error of `catch_up` is logged, and it is called again a second later."""
        self._catalogue, self._catch_up = catalogue, catch_up
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="follower", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread, after at most a second if it isn't catching up."""
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        is_failing = False
        while not self._ending.is_set():
            try:
                with self._catalogue.listening() as wait:
                    while not self._ending.is_set():
                        self._catch_up()
                        if is_failing:
                            log.warning("This server follows the database again.")
                        is_failing = False
                        wait(_POLL)
                        self._ending.wait(_PAUSE)  # changes often come in groups
            except Exception:  # of the network, the database or the disk
                if not is_failing:
                    log.exception("This server can't follow the database; it keeps trying.")
                is_failing = True
                self._ending.wait(_RETRY)

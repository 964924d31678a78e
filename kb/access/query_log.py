"""Query log for librarians, off by default: queries and their dates, never people, kept for a limited number of days."""

import json
import threading
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from kb.clock import today

_lock = threading.Lock()
_LONGEST = 200  # characters stored of a query


@dataclass(frozen=True)
class LoggedQuery:
    """A query in lower case, how often it was asked, and how often it had no result or answer."""

    query: str
    times: int
    in_vain: int


class QueryLog:
    """One file per day in the folder `queries/`. With `days` 0 nothing is recorded, and existing files are deleted."""

    def __init__(self, home: Path, days: int) -> None:
        self._folder, self._days = home / "queries", days
        self._expired: date | None = None

    def note(self, query: str, *, found: bool) -> None:
        """Record a query under today's date."""
        words = " ".join(query.lower().split())[:_LONGEST]
        self.expire()
        if not self._days or not words:
            return
        self._folder.mkdir(exist_ok=True)
        line = json.dumps({"query": words, "found": found}, ensure_ascii=False)
        with _lock, (self._folder / f"{today()}.jsonl").open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def expire(self) -> None:
        """Delete files older than the configured number of days; does so at most once a day."""
        if self._expired == (day := today()):
            return
        self._expired = day
        oldest = day - timedelta(days=self._days - 1) if self._days else date.max
        for file in self._folder.glob("*.jsonl"):
            if file.stem < oldest.isoformat():
                file.unlink()

    def asked(self) -> list[LoggedQuery]:
        """All recorded queries, the most frequent first, then those that failed most often."""
        times: dict[str, int] = defaultdict(int)
        in_vain: dict[str, int] = defaultdict(int)
        for file in sorted(self._folder.glob("*.jsonl")):
            for line in file.read_text(encoding="utf-8").splitlines():
                entry = json.loads(line)
                times[entry["query"]] += 1
                in_vain[entry["query"]] += not entry["found"]
        found = [LoggedQuery(query, count, in_vain[query]) for query, count in times.items()]
        return sorted(found, key=lambda asked: (-asked.times, -asked.in_vain, asked.query))

"""Answers saved for sharing, and votes on whether answers were helpful."""

import json
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kb.errors import NotFound, TooMany
from kb.store.database import Database, containing

_DOCUMENTS = 50  # for each answer that there is room for, by judgement: most show a dozen, counts all that they count
_VOTES = 100_000  # the latest


@dataclass(frozen=True)
class SavedAnswer:
    """An answer as given `at` (ISO 8601, UTC), at this `generation` of the library; `answer` is the API's JSON."""

    token: str
    at: str
    generation: int
    answer: Mapping[str, Any]

    @property
    def documents(self) -> list[str]:
        """Ids of the documents that the answer shows."""
        return cited(self.answer)


def cited(answer: Mapping[str, Any]) -> list[str]:
    """Ids of all documents anywhere in an answer's JSON: quoted, counted, in a table, sent to a model. No duplicates."""
    return list(dict.fromkeys(_ids(answer)))


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        if "id" in value:  # only documents have ids of their own
            yield value["id"]
        value = value.values()
    elif not isinstance(value, list | tuple):
        return
    for part in value:
        yield from _ids(part)


def says(answer: str, pattern: re.Pattern[str]) -> bool:
    """Whether an answer's JSON, with its question, matches a pattern; line breaks count as spaces."""
    return bool(pattern.search(answer.replace("\\n", " ")))


class SavedAnswers:
    """The tables `answers`, `answer_documents` and `votes`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, answer: Mapping[str, Any], generation: int, room: int) -> str:
        """Save an answer without the extent of its search, since others may see less. Returns its random token.

        No answer is deleted for a newer one, since its address may be in use. Raises TooMany if there are `room` answers already.
        """
        answer = {name: value for name, value in answer.items() if name not in ("searched", "confidence")}
        if "works" in answer:  # thousands, where they were counted
            answer["works"] = [{"id": work["id"]} for work in answer["works"]]
        self._check_room(room)
        token = secrets.token_urlsafe(16)
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO answers VALUES (?, ?, ?, ?)",
                (token, datetime.now(UTC).isoformat(), generation, json.dumps(answer, ensure_ascii=False)),
            )
            connection.executemany(
                "INSERT INTO answer_documents VALUES (?, ?)", [(token, name) for name in cited(answer)]
            )
        return token

    def count(self) -> int:
        """The number of saved answers."""
        return int(self._database.rows("SELECT count(*) AS n FROM answers")[0].n)

    def _check_room(self, room: int) -> None:
        documents = self._database.rows("SELECT count(*) AS n FROM answer_documents")[0].n
        if self.count() >= room or documents >= _DOCUMENTS * room:
            raise TooMany(
                "There is no room for more saved answers. Sign in, if you haven't, and save it again; or keep the address of its page, "
                "which asks the question again."
            )

    def find(self, token: str, visible: Sequence[str]) -> SavedAnswer:
        """A saved answer, for a reader who may see every document in it (`visible`: ids).

        Raises NotFound, with the same message, if there is none or the reader may not see one of its documents.
        """
        rows = self._database.rows("SELECT token, at, generation, answer FROM answers WHERE token = ?", (token,))
        if rows:
            found = SavedAnswer(rows[0][0], rows[0][1], rows[0][2], json.loads(rows[0][3]))
            if set(found.documents) <= set(visible):
                return found
        raise NotFound(f"answer {token}")

    def forget(self, document_id: str) -> None:
        """Delete every saved answer that shows the document, even if an earlier version didn't record all its documents."""
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM answers WHERE answer LIKE ? ESCAPE '\\'"
                " OR token IN (SELECT token FROM answer_documents WHERE document = ?)",
                (containing(f'"id": "{document_id}"'), document_id),
            )

    def forget_saying(self, pattern: re.Pattern[str]) -> None:
        """Delete every saved answer with a match of a pattern in its question or contents; line breaks count as spaces."""
        with self._database.transaction() as connection:
            for (token,) in connection.execute(
                "SELECT token FROM answers"
            ).all():  # one by one: all texts may not fit in memory
                ((answer,),) = connection.execute("SELECT answer FROM answers WHERE token = ?", (token,)).all()
                if says(answer, pattern):
                    connection.execute("DELETE FROM answers WHERE token = ?", (token,))

    def vote(self, answer: Mapping[str, Any], *, helpful: bool) -> None:
        """Record a vote on an answer, with the question but not the person."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO votes VALUES (?, ?, ?, ?, ?)",
                (
                    datetime.now(UTC).isoformat(),
                    answer["question"],
                    int(helpful),
                    int(answer["refused"]),
                    answer["model"],
                ),
            )
            connection.execute(
                "DELETE FROM votes WHERE at <= (SELECT at FROM votes ORDER BY at DESC LIMIT 1 OFFSET ?)", (_VOTES,)
            )

    def votes(self) -> list[tuple[str, str, bool, bool, str]]:
        """(YYYY-MM-DD, question, helpful, refused, model) of each vote, newest first."""
        rows = self._database.rows("SELECT at, question, helpful, refused, model FROM votes ORDER BY at DESC")
        return [(str(r[0])[:10], str(r[1]), bool(r[2]), bool(r[3]), str(r[4])) for r in rows]

"""Needs sent to the office: their state, assignee and messages. For the pages and `polikb needs`."""

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

from kb.alerts.alerts import mailbox
from kb.errors import NotFound, TooMany
from kb.explore.needs import NeedReport
from kb.store.database import Database
from kb.store.sql.engine import Connection, Row

State = Literal["new", "assigned", "answered", "closed"]
STATES: tuple[State, ...] = get_args(State)
LONGEST_MESSAGE = 5000  # characters
# By judgement: what a partner or an office writes, far below what would fill a disk.
_MAX_OPEN = 2000
_MAX_A_DAY = 3  # of one address
_MAX_MESSAGES = 50
_COLUMNS = "id, token, member, text, places, name, email, language, found, state, assignee, created_at, changed_at"


@dataclass(frozen=True)
class Found:
    """Matches of a need when it was sent: ids of works and people, uncovered parts, number of documents searched."""

    works: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()
    searched: int = 0

    @classmethod
    def of(cls, report: NeedReport) -> "Found":
        """The part of a report that is stored: no text of documents, since their access rights can change."""
        return cls(
            tuple(document.id for document in report.documents),
            tuple(expert.entity.id for expert in report.experts.people),
            tuple(part.text for part in report.uncovered),
            report.searched,
        )


@dataclass(frozen=True)
class Sender:
    """Sender of a need: the name and e-mail address they give, their language, and their account's number if they have one."""

    name: str
    email: str
    language: str
    member: int | None = None


@dataclass(frozen=True)
class Message:
    """A message about a need. `author` is a name of the office, "" for the sender; `written_at` is ISO 8601, UTC."""

    author: str
    text: str
    written_at: str


@dataclass(frozen=True)
class SentNeed:
    """A need sent to the office. Only the sender knows `token`; times are ISO 8601, UTC."""

    id: str
    token: str
    text: str
    places: str
    sender: Sender
    found: Found
    state: State
    assignee: str
    created_at: str
    changed_at: str
    messages: tuple[Message, ...] = ()


class SentNeeds:
    """The tables `needs` and `need_messages`. Safe to use while a server is running."""

    def __init__(self, database: Database, keep_days: int = 0) -> None:
        """Closed needs are erased `keep_days` after their last change; 0 keeps them until they are erased by hand."""
        self._database, self._keep_days = database, keep_days

    def add(self, text: str, places: str, sender: Sender, found: Found) -> SentNeed:
        """Store a need. Raises TooMany if its sender has sent several today, or the inbox is full."""
        self.forget_old()
        now = datetime.now(UTC)
        self._check_room(sender, (now - timedelta(days=1)).isoformat())
        need = SentNeed(
            secrets.token_hex(4), secrets.token_urlsafe(24), text, places, sender, found, "new", "", now.isoformat(),
            now.isoformat(),
        )  # fmt: skip
        with self._database.transaction() as connection:
            connection.execute(
                f"INSERT INTO needs ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                (
                    need.id, need.token, sender.member, text, places, sender.name, sender.email, sender.language,
                    json.dumps(asdict(found), ensure_ascii=False), "new", "", need.created_at, need.changed_at,
                ),
            )  # fmt: skip
        return need

    def _check_room(self, sender: Sender, since: str) -> None:
        latest = self._database.rows("SELECT email FROM needs WHERE created_at > ?", (since,))
        if sum(mailbox(row.email) == mailbox(sender.email) for row in latest) >= _MAX_A_DAY:
            raise TooMany("You have sent several needs today. Write to the office, or send the next one tomorrow.")
        if self._database.rows("SELECT count(*) AS n FROM needs WHERE state <> 'closed'")[0].n >= _MAX_OPEN:
            raise TooMany("The office's inbox is full. Write to the office by e-mail.")

    def of_sender(self, token: str) -> SentNeed:
        """The need with this token. Raises NotFound."""
        found = [need for need in self._where("token = ?", token) if secrets.compare_digest(need.token, token)]
        if not found:
            raise NotFound("need")
        return self._with_messages(found[0])

    def find(self, need_id: str) -> SentNeed:
        """The need with this id, for the office. Raises NotFound."""
        found = self._where("id = ?", need_id)
        if not found:
            raise NotFound(f"need {need_id}")
        return self._with_messages(found[0])

    def of_member(self, member: int) -> list[SentNeed]:
        """The needs that a member sent, newest first, without their messages."""
        return self._where("member = ?", member)

    def all(self, state: str = "") -> list[SentNeed]:
        """All needs, or those of one state, newest first, without their messages."""
        self.forget_old()
        return self._where("state = ?", state) if state else self._where("state <> ?", "")

    def _where(self, clause: str, value: object) -> list[SentNeed]:
        sql = f"SELECT {_COLUMNS} FROM needs WHERE {clause} ORDER BY created_at DESC, id"  # noqa: S608
        return [_need(row) for row in self._database.rows(sql, (value,))]

    def _with_messages(self, need: SentNeed) -> SentNeed:
        rows = self._database.rows(
            "SELECT author, text, written_at FROM need_messages WHERE need = ? ORDER BY position", (need.id,)
        )
        return SentNeed(**{**vars(need), "messages": tuple(Message(*row) for row in rows)})

    def assign(self, need_id: str, assignee: str) -> SentNeed:
        """Assign a need to a name of the office; "" for nobody. Raises NotFound."""
        state = self.find(need_id).state
        changed: State = (
            "assigned" if assignee and state == "new" else "new" if not assignee and state == "assigned" else state
        )
        with self._database.transaction() as connection:
            connection.execute("UPDATE needs SET assignee = ? WHERE id = ?", (assignee, need_id))
            self._set_state(connection, need_id, changed)
        return self.find(need_id)

    def write(self, need_id: str, author: str, text: str) -> SentNeed:
        """Add the answer of the office's `author`, or "" for the sender, whose message reopens it. Raises NotFound, TooMany."""
        need = self.find(need_id)
        if len(need.messages) >= _MAX_MESSAGES:
            raise TooMany("There are too many messages about this need. Continue by e-mail.")
        state: State = "answered" if author else "assigned" if need.assignee else "new"
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO need_messages VALUES (?, ?, ?, ?, ?)",
                (need_id, len(need.messages), author, text, datetime.now(UTC).isoformat()),
            )
            self._set_state(connection, need_id, state)
        return self.find(need_id)

    def close(self, need_id: str) -> SentNeed:
        """Close a need. Raises NotFound."""
        self.find(need_id)
        with self._database.transaction() as connection:
            self._set_state(connection, need_id, "closed")
        return self.find(need_id)

    def erase(self, need_id: str) -> None:
        """Erase a need, its sender and its messages. Raises NotFound."""
        self.find(need_id)
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM need_messages WHERE need = ?", (need_id,))
            connection.execute("DELETE FROM needs WHERE id = ?", (need_id,))

    def forget_old(self) -> None:
        """Erase the closed needs whose time is up."""
        if self._keep_days:
            until = (datetime.now(UTC) - timedelta(days=self._keep_days)).isoformat()
            old = "SELECT id FROM needs WHERE state = 'closed' AND changed_at < ?"
            with self._database.transaction() as connection:
                connection.execute(f"DELETE FROM need_messages WHERE need IN ({old})", (until,))  # noqa: S608
                connection.execute(f"DELETE FROM needs WHERE id IN ({old})", (until,))  # noqa: S608

    @staticmethod
    def _set_state(connection: Connection, need_id: str, state: State) -> None:
        connection.execute(
            "UPDATE needs SET state = ?, changed_at = ? WHERE id = ?", (state, datetime.now(UTC).isoformat(), need_id)
        )


def _need(row: Row) -> SentNeed:
    read = json.loads(row.found)
    found = Found(tuple(read["works"]), tuple(read["people"]), tuple(read["uncovered"]), read["searched"])
    return SentNeed(
        row.id, row.token, row.text, row.places,
        Sender(row.name, row.email, row.language, row.member),
        found, row.state, row.assignee, row.created_at, row.changed_at,
    )  # fmt: skip

"""Who may sign in, and as what: members with their passwords, sessions and tokens for programs."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from kb.errors import AccountError
from kb.model import ANONYMOUS, OWNER, Reader
from kb.store.database import Database, Row

Role = Literal["reader", "contributor", "curator", "admin"]
TokenScope = Literal["read", "write"]
ROLES: tuple[Role, ...] = get_args(Role)  # each may do what those before it may
MIGRATIONS = sorted((Path(__file__).parent / "migrations").glob("[0-9]*.sql"))
SHORTEST = 10  # characters of a password
_MEMBER = "SELECT members.id, name, password, role, groups, subject FROM members"
_IDLE = timedelta(days=14)  # after which a session ends
_LONGEST = timedelta(days=90)  # a session lasts at all
_NOTED = timedelta(minutes=10)  # how exactly it is known when a session was last used


@dataclass(frozen=True)
class Member:
    """Somebody who may sign in, and the groups they are in."""

    id: int
    name: str
    role: Role
    groups: tuple[str, ...] = ()
    has_password: bool = True  # False for who signs in elsewhere
    scope: TokenScope | None = None  # what a program that acts for them may do; None for themselves

    def may(self, role: Role) -> bool:
        """Whether they may do what this role may."""
        return ROLES.index(self.role) >= ROLES.index(role)


def reader_of(member: Member | None) -> Reader:
    """What a member may see: curators everything, others what is internal and what names them or a group of theirs."""
    if member is None:
        return ANONYMOUS
    if member.may("curator"):
        return OWNER
    return Reader(frozenset({"public", "internal"}), names=frozenset({member.name, *member.groups}))


class Accounts:
    """The members of a library. Safe to open beside a running server."""

    def __init__(self, home: Path, secret: str = "") -> None:
        """`secret` goes into what is kept of sessions and tokens: with another one, all of them end."""
        home.mkdir(parents=True, exist_ok=True)
        self._database = Database(home / "accounts.sqlite", migrations=MIGRATIONS)
        self._secret = secret.encode()
        self._hasher = PasswordHasher()
        # Checked for unknown names, so that the time doesn't tell whether an account exists.
        self._unknown = self._hasher.hash("nobody's password")

    def close(self) -> None:
        """Let the file go."""
        self._database.close()

    # -- members -------------------------------------------------------------------------------------------------------

    def add(self, name: str, password: str | None, role: Role, groups: Iterable[str] = ()) -> Member:
        """Take somebody in, without a password who signs in elsewhere. Raises AccountError for a name that is taken or a password too short."""
        name = _plain(name)
        if not name:
            raise AccountError("A member needs a name.")
        if self._find(name):
            raise AccountError(f"There is a member {name} already.")
        now = datetime.now(UTC).isoformat()
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO members (name, password, role, groups, created_at) VALUES (?, ?, ?, ?, ?)",
                (
                    name,
                    "" if password is None else self._hash(password),
                    role,
                    json.dumps(sorted(map(_plain, groups))),
                    now,
                ),
            )
        return self.member(name)

    def elsewhere(self, subject: str, name: str, groups: Iterable[str] | None) -> Member:
        """Who signed in elsewhere, under a name that never changes there (`subject`); taken in as a reader at first.

        An account of that name is theirs if it was made without a password; one with a password is somebody's here, and never
        given to a stranger. Raises AccountError. `groups` None leaves the groups as they are.
        """
        row = next(iter(self._database.rows(f"{_MEMBER} WHERE subject = ?", (subject,))), None)
        if row is None:
            found = self._find(_plain(name))
            if found is not None and (found["password"] or found["subject"]):
                raise AccountError(
                    f"There is another account named {_plain(name)} here. Sign in with its password, or ask the librarian."
                )
            known = _member(found) if found is not None else self.add(name, None, "reader")
            with self._database.transaction() as connection:
                connection.execute("UPDATE members SET subject = ? WHERE id = ?", (subject, known.id))
            row = self._find(known.name)
        assert row is not None
        told = None if groups is None else sorted(map(_plain, groups))
        if told is not None and told != json.loads(row["groups"]):
            self.change(row["name"], groups=told)
        return self.member(row["name"])

    def member(self, name: str) -> Member:
        """A member by name. Raises AccountError."""
        row = self._find(_plain(name))
        if row is None:
            raise AccountError(f"There is no member {_plain(name)}.")
        return _member(row)

    def members(self) -> list[Member]:
        """Everybody, by name."""
        return [_member(row) for row in self._database.rows(f"{_MEMBER} ORDER BY name")]

    def change(
        self, name: str, *, password: str | None = None, role: Role | None = None, groups: Iterable[str] | None = None
    ) -> None:
        """Change what is given; a new password or role ends the member's sessions. Raises AccountError."""
        known = self.member(name)
        with self._database.transaction() as connection:
            if password is not None:
                connection.execute("UPDATE members SET password = ? WHERE id = ?", (self._hash(password), known.id))
            if role is not None:
                connection.execute("UPDATE members SET role = ? WHERE id = ?", (role, known.id))
            if groups is not None:
                listed = json.dumps(sorted(map(_plain, groups)))
                connection.execute("UPDATE members SET groups = ? WHERE id = ?", (listed, known.id))
            if password is not None or role is not None:
                connection.execute("DELETE FROM sessions WHERE member = ?", (known.id,))

    def remove(self, name: str) -> None:
        """Let somebody in no more; their sessions and tokens end. Raises AccountError."""
        known = self.member(name)
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM members WHERE id = ?", (known.id,))

    def check(self, name: str, password: str) -> Member | None:
        """The member whose password this is; None otherwise, after the same time."""
        row = self._find(_plain(name))
        kept = row["password"] if row is not None and row["password"] else self._unknown
        try:
            self._hasher.verify(kept, password)
        except (VerifyMismatchError, InvalidHashError):
            return None
        if row is None or not row["password"]:
            return None
        if self._hasher.check_needs_rehash(kept):
            with self._database.transaction() as connection:
                connection.execute(
                    "UPDATE members SET password = ? WHERE id = ?", (self._hasher.hash(password), row["id"])
                )
        return _member(row)

    def _find(self, name: str) -> Row | None:
        return next(iter(self._database.rows(f"{_MEMBER} WHERE name = ?", (name,))), None)

    def _hash(self, password: str) -> str:
        if len(password) < SHORTEST:
            raise AccountError(f"A password has at least {SHORTEST} characters.")
        return self._hasher.hash(password)

    # -- sessions and tokens -----------------------------------------------------------------------------------------

    def begin(self, member: Member) -> str:
        """A new session; returns the token that its cookie holds. Old sessions that ended are forgotten."""
        token, now = secrets.token_urlsafe(32), datetime.now(UTC)
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM sessions WHERE seen_at < ?", ((now - _IDLE).isoformat(),))
            connection.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?)",
                (self._sealed(token), member.id, now.isoformat(), now.isoformat()),
            )
        return token

    def signed_in(self, token: str) -> Member | None:
        """Whose session this is, None for one that ended."""
        sealed, now = self._sealed(token), datetime.now(UTC)
        rows = self._database.rows(
            "SELECT members.id, name, password, role, groups, s.seen_at FROM members JOIN sessions s ON s.member = members.id WHERE s.hash = ? AND s.seen_at > ? AND s.created_at > ?",
            (sealed, (now - _IDLE).isoformat(), (now - _LONGEST).isoformat()),
        )
        if not rows:
            return None
        if rows[0]["seen_at"] < (now - _NOTED).isoformat():
            with self._database.transaction() as connection:
                connection.execute("UPDATE sessions SET seen_at = ? WHERE hash = ?", (now.isoformat(), sealed))
        return _member(rows[0])

    def end(self, token: str) -> None:
        """End a session."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM sessions WHERE hash = ?", (self._sealed(token),))

    def issue(self, member: Member, label: str, scope: TokenScope = "read") -> str:
        """A token by which a program may read what the member may, or write too; it is shown once, and only its hash is kept."""
        token = f"pk_{secrets.token_urlsafe(32)}"
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO tokens (hash, member, label, created_at, scope) VALUES (?, ?, ?, ?, ?)",
                (self._sealed(token), member.id, label, datetime.now(UTC).isoformat(), scope),
            )
        return token

    def program(self, token: str) -> Member | None:
        """Whose token this is, and what it may do."""
        rows = self._database.rows("SELECT member, scope FROM tokens WHERE hash = ?", (self._sealed(token),))
        if not rows:
            return None
        (row,) = self._database.rows(f"{_MEMBER} WHERE id = ?", (rows[0]["member"],))
        return replace(_member(row), scope=rows[0]["scope"])

    def tokens(self, member: Member) -> list[tuple[str, str, str, TokenScope]]:
        """(id, label, date, scope) of a member's tokens."""
        rows = self._database.rows(
            "SELECT substr(hash, 1, 12), label, created_at, scope FROM tokens WHERE member = ? ORDER BY created_at",
            (member.id,),
        )
        return [(str(row[0]), str(row[1]), str(row[2])[:10], row[3]) for row in rows]

    def revoke(self, member: Member, token_id: str) -> None:
        """End one of a member's tokens."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM tokens WHERE member = ? AND substr(hash, 1, 12) = ?", (member.id, token_id))

    def _sealed(self, token: str) -> str:
        return hmac.new(self._secret, token.encode(), hashlib.sha256).hexdigest()


def _member(row: Row) -> Member:
    return Member(row["id"], row["name"], row["role"], tuple(json.loads(row["groups"])), bool(row["password"]))


def _plain(name: str) -> str:
    return " ".join(name.split()).lower()

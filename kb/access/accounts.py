"""Accounts: members with passwords (argon2id), roles and groups; sessions and API tokens."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, get_args

from kb.access.audit import AuditLog
from kb.access.passwords import Passwords
from kb.errors import AccountError
from kb.model import ANONYMOUS, OWNER, Reader
from kb.store.database import Database
from kb.store.sql.engine import Connection, Row, place_of
from kb.text.normalise import account_name

Role = Literal["reader", "contributor", "curator", "admin"]
TokenScope = Literal["read", "write"]
ROLES: tuple[Role, ...] = get_args(Role)  # ascending: each includes the rights of those before it
MIGRATIONS = Path(__file__).parent / "migrations"
_MEMBER = (
    "SELECT id, name, password, role, subject, EXISTS (SELECT 1 FROM member_groups g WHERE g.name = members.name) AS is_group"
    " FROM members"
)
_PREFIXES = ("user:", "group:")  # in a document's readers, to tell users from groups
# By judgement.
_IDLE = timedelta(days=14)  # after which an unused session ends
_LONGEST = timedelta(days=90)  # maximum duration of a session
_SEEN_PRECISION = timedelta(minutes=10)  # `seen_at` is updated at most this often


@dataclass(frozen=True)
class Member:
    """A person with an account, or an API token acting for them."""

    id: int
    name: str
    role: Role
    groups: tuple[str, ...] = ()
    has_password: bool = True  # False if they sign in through a provider or proxy
    scope: TokenScope | None = None  # of the API token; None for a person
    is_group: bool = False  # whether a group has the same name, from an older version: readers then mean the group

    def may(self, role: Role) -> bool:
        """Whether their role includes the rights of `role`."""
        return ROLES.index(self.role) >= ROLES.index(role)


def reader_of(member: Member | None) -> Reader:
    """The reader that a member searches as; None is anonymous.

    Curators see everything, others public and internal documents and restricted ones that name them or one of their groups, with
    or without "user:" and "group:" before the name.
    """
    if member is None:
        return ANONYMOUS
    if member.may("curator"):
        return OWNER
    plain = {
        name for name in (*member.groups, *([] if member.is_group else [member.name])) if not name.startswith(_PREFIXES)
    }
    explicit = {f"user:{member.name}", *(f"group:{group}" for group in member.groups)}
    return Reader(frozenset({"public", "internal"}), names=frozenset(plain | explicit))


class Accounts:
    """The accounts database of a library, whose changes are in the audit log. Safe to open while a server is running."""

    def __init__(self, home: Path, secret: str = "", database_url: str = "") -> None:
        """`secret` keys the hashes of sessions and tokens: changing it ends all of them."""
        home.mkdir(parents=True, exist_ok=True)
        self._database = Database(place_of(home, "accounts", database_url), migrations=MIGRATIONS)
        self._secret = secret.encode()
        self._passwords, self._audit = Passwords(), AuditLog(home)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    # -- members -------------------------------------------------------------------------------------------------------

    def add(self, name: str, password: str | None, role: Role, groups: Iterable[str] = ()) -> Member:
        """Create an account; `password` None for a member who signs in through a provider or proxy.

        Raises AccountError for an empty or taken name, one that a group has, a group named like a member, or a password that is too
        short.
        """
        name, listed = account_name(name), sorted(map(account_name, groups))
        if not name:
            raise AccountError("The name is empty. Give a name, such as an e-mail address.")
        if self._find(name):
            raise AccountError(f"There is already a member named {name}. Choose another name.")
        if self._is_group(name) or name in listed or name.startswith(_PREFIXES):
            raise AccountError(
                f"{name} is the name of a group. Its members' documents would be open to this account; choose another."
            )
        self._check_groups(listed)
        now = datetime.now(UTC).isoformat()
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO members (name, password, role, created_at) VALUES (?, ?, ?, ?)",
                (name, "" if password is None else self._passwords.hashed(password), role, now),
            )
            _set_groups(connection, name, listed)
        self._audit.note("account added", member=name, role=role, groups=", ".join(listed))
        return self.member(name)

    def external_member(self, subject: str, name: str, groups: Iterable[str] | None) -> Member:
        """The member who signed in through a provider or proxy; created as a reader on first sign-in.

        `subject` is the provider's permanent identifier of the person. An existing account named `name` is linked only
        if it has no password and no other subject; otherwise AccountError is raised. `groups` replaces the member's
        groups unless None; those named like a member are left out.
        """
        row = next(iter(self._database.rows(f"{_MEMBER} WHERE subject = ?", (subject,))), None)
        if row is None:
            found = self._find(account_name(name))
            if found is not None and (found.password or found.subject):
                raise AccountError(
                    f"There is another account named {account_name(name)} here. Sign in with its password, or ask the librarian."
                )
            known = self._member(found) if found is not None else self.add(name, None, "reader")
            with self._database.transaction() as connection:
                connection.execute("UPDATE members SET subject = ? WHERE id = ?", (subject, known.id))
            self._audit.note("account linked", member=known.name)
            row = self._find(known.name)
        assert row is not None
        wanted = (
            None if groups is None else sorted({name for name in map(account_name, groups) if not self._find(name)})
        )
        if wanted is not None and tuple(wanted) != self._member(row).groups:
            self.change(row.name, groups=wanted)
        return self.member(row.name)

    def member(self, name: str) -> Member:
        """The member with this name. Raises AccountError if there is none."""
        row = self._find(account_name(name))
        if row is None:
            raise AccountError(f"There is no member {account_name(name)}. `polikb users list` shows all accounts.")
        return self._member(row)

    def members(self) -> list[Member]:
        """All accounts, sorted by name."""
        return [self._member(row) for row in self._database.rows(f"{_MEMBER} ORDER BY name")]

    def change(
        self, name: str, *, password: str | None = None, role: Role | None = None, groups: Iterable[str] | None = None
    ) -> None:
        """Change password, role or groups, if not None. A new password or role ends the member's sessions and tokens.

        Raises AccountError.
        """
        known, listed = self.member(name), sorted(map(account_name, groups or ()))
        self._check_groups(listed)
        with self._database.transaction() as connection:
            if password is not None:
                connection.execute(
                    "UPDATE members SET password = ? WHERE id = ?", (self._passwords.hashed(password), known.id)
                )
            if role is not None:
                connection.execute("UPDATE members SET role = ? WHERE id = ?", (role, known.id))
            if groups is not None:
                _set_groups(connection, known.name, listed)
            if password is not None or role is not None:
                connection.execute("DELETE FROM sessions WHERE member = ?", (known.id,))
                connection.execute("DELETE FROM tokens WHERE member = ?", (known.id,))
        if password is not None:
            self._audit.note("password changed", member=known.name)
        if role is not None or groups is not None:
            self._note_change(known, self.member(known.name))

    def _note_change(self, before: Member, now: Member) -> None:
        self._audit.note(
            "account changed", member=now.name, role=now.role, groups=", ".join(now.groups), before=before.role,
            groups_before=", ".join(before.groups),
        )  # fmt: skip

    def remove(self, name: str) -> None:
        """Delete an account with its sessions and tokens. Raises AccountError."""
        known = self.member(name)
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM members WHERE id = ?", (known.id,))
        self._audit.note("account removed", member=known.name)

    def check(self, name: str, password: str) -> Member | None:
        """The member with this name and password; None if they don't match, in the same time for unknown names."""
        row = self._find(account_name(name))
        right = self._passwords.match(row.password if row is not None else "", password)
        if row is None or not right:
            return None
        if renewed := self._passwords.renewed(row.password, password):
            with self._database.transaction() as connection:
                connection.execute("UPDATE members SET password = ? WHERE id = ?", (renewed, row.id))
        return self._member(row)

    def _member(self, row: Row) -> Member:
        sql = "SELECT name FROM member_groups WHERE member = ? ORDER BY name"
        groups = tuple(group.name for group in self._database.rows(sql, (row.id,)))
        return Member(row.id, row.name, row.role, groups, bool(row.password), is_group=bool(row.is_group))

    def _find(self, name: str) -> Row | None:
        return next(iter(self._database.rows(f"{_MEMBER} WHERE name = ?", (name,))), None)

    def _is_group(self, name: str) -> bool:
        return bool(self._database.rows("SELECT 1 FROM member_groups WHERE name = ?", (name,)))

    def _check_groups(self, groups: Iterable[str]) -> None:
        if clash := next((group for group in groups if self._find(group)), None):
            raise AccountError(f"There is a member named {clash}: a group can't have the same name. Choose another.")

    # -- sessions and tokens -----------------------------------------------------------------------------------------

    def start_session(self, member: Member) -> str:
        """Start a session and delete expired ones. Returns the token for its cookie."""
        token, now = secrets.token_urlsafe(32), datetime.now(UTC)
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM sessions WHERE seen_at < ?", ((now - _IDLE).isoformat(),))
            row = (self._token_hash(token), member.id, now.isoformat(), now.isoformat())
            connection.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", row)
        return token

    def session_member(self, token: str) -> Member | None:
        """The member of a session; None if it has expired or doesn't exist."""
        hashed, now = self._token_hash(token), datetime.now(UTC)
        found = self._database.rows("SELECT member, created_at, seen_at FROM sessions WHERE hash = ?", (hashed,))
        if not found:
            return None
        if found[0].seen_at <= (now - _IDLE).isoformat() or found[0].created_at <= (now - _LONGEST).isoformat():
            self.end_session(token)  # permanently, since the clock may be set back
            return None
        if found[0].seen_at < (now - _SEEN_PRECISION).isoformat():
            with self._database.transaction() as connection:
                connection.execute("UPDATE sessions SET seen_at = ? WHERE hash = ?", (now.isoformat(), hashed))
        rows = self._database.rows(f"{_MEMBER} WHERE id = ?", (found[0].member,))
        return self._member(rows[0]) if rows else None

    def end_session(self, token: str) -> None:
        """End a session."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM sessions WHERE hash = ?", (self._token_hash(token),))

    def issue_token(self, member: Member, label: str, scope: TokenScope = "read") -> str:
        """Create an API token with the member's rights, limited to reading unless `scope` is "write".

        The returned token is shown once; only its hash is stored.
        """
        token = f"pk_{secrets.token_urlsafe(32)}"
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO tokens (hash, member, label, created_at, scope) VALUES (?, ?, ?, ?, ?)",
                (self._token_hash(token), member.id, label, datetime.now(UTC).isoformat(), scope),
            )
        return token

    def token_member(self, token: str) -> Member | None:
        """The member that an API token acts for, with the token's scope; None for an unknown token."""
        rows = self._database.rows("SELECT member, scope FROM tokens WHERE hash = ?", (self._token_hash(token),))
        if not rows:
            return None
        (row,) = self._database.rows(f"{_MEMBER} WHERE id = ?", (rows[0].member,))
        return replace(self._member(row), scope=rows[0].scope)

    def tokens(self, member: Member) -> list[tuple[str, str, str, TokenScope]]:
        """(id, label, YYYY-MM-DD, scope) of a member's tokens, oldest first."""
        rows = self._database.rows(
            "SELECT substr(hash, 1, 12), label, created_at, scope FROM tokens WHERE member = ? ORDER BY created_at",
            (member.id,),
        )
        return [(str(row[0]), str(row[1]), str(row[2])[:10], row[3]) for row in rows]

    def revoke_token(self, member: Member, token_id: str) -> None:
        """Delete one of a member's tokens, by its id in `tokens`."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM tokens WHERE member = ? AND substr(hash, 1, 12) = ?", (member.id, token_id))

    def _token_hash(self, token: str) -> str:
        return hmac.new(self._secret, token.encode(), hashlib.sha256).hexdigest()


def _set_groups(connection: Connection, name: str, groups: Sequence[str]) -> None:
    connection.execute("DELETE FROM member_groups WHERE member = (SELECT id FROM members WHERE name = ?)", (name,))
    connection.executemany(
        "INSERT INTO member_groups SELECT id, ? FROM members WHERE name = ?", [(group, name) for group in set(groups)]
    )

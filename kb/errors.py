"""All errors of the program.

PolikbError
├── SettingsError        a setting is unknown, or its value can't be used
├── LibraryError         the library's folder can't be used
│   ├── LibraryInUse     another process holds the library
│   ├── LibraryTooNew    the library was written by a newer version of the program
│   └── VectorIndexError the vector index failed or doesn't answer; exact search takes over
├── NotFound             there is no such thing, or the reader may not see it
│   └── Withdrawn        a document that the reader could see was withdrawn
├── Busy                 too many wait for the same already, or it took too long
├── TextTooLong          a need, an idea or a message is longer than can be read
├── TooMany              a person keeps or sends more than the server accepts
├── UnreadableFile       a document can't be read
├── InvalidManifest      a manifest has a wrong field, row or value
├── InvalidVocabulary    a list that the librarian edits has a wrong entry
├── NothingToIngest      a path doesn't exist or holds no documents
├── HarvestError         a repository, or one of its files, can't be fetched
├── AccountError         an account can't be created or changed
├── SignInError          signing in with an account from elsewhere failed
├── BackupError          a backup can't be made or restored
├── MailError            an e-mail can't be sent
├── ModelError           a model can't be loaded or reached
└── ModelMismatch        the library's vectors were made by another model
"""

from pathlib import Path


class PolikbError(Exception):
    """Base class. `str()` is a message for people: what is wrong, and what to do."""


class SettingsError(PolikbError):
    """A setting is unknown, or its value can't be used."""


class LibraryError(PolikbError):
    """The library's folder can't be used."""


class LibraryInUse(LibraryError):
    """Another process holds the library for writing; `owner` names it."""

    def __init__(self, home: Path, owner: str) -> None:
        super().__init__(
            f"The library in {home} is in use by {owner}. Stop that process, or wait for it, and run the command again."
        )
        self.home, self.owner = home, owner


class LibraryTooNew(LibraryError):
    """The library was written by a newer version of the program."""

    def __init__(self, home: Path | str, found: int, known: int) -> None:
        super().__init__(
            f"The library in {home} has schema {found}, and this version of polikb supports schemas up to {known}. "
            "Upgrade polikb to open it."
        )


class VectorIndexError(LibraryError):
    """The vector index failed or doesn't answer."""


class NotFound(PolikbError):
    """There is no such thing, or the reader may not see it: the message is the same in both cases."""

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no {what} here.")
        self.what = what


class Withdrawn(NotFound):
    """A document was withdrawn on `day` (YYYY-MM-DD). `reason` is shown to readers; "" for none."""

    def __init__(self, day: str, reason: str) -> None:
        PolikbError.__init__(self, f"This document was withdrawn on {day}.{f' {reason}' if reason else ''}")
        self.day, self.reason = day, reason


class Busy(PolikbError):
    """Too many requests for the same thing are waiting, or one took too long; the message names it. Try again after `seconds`."""

    def __init__(self, message: str, seconds: int = 5) -> None:
        super().__init__(message)
        self.seconds = seconds


class TextTooLong(PolikbError):
    """A text is longer than the longest that can be read, in characters."""

    def __init__(self, count: int, longest: int) -> None:
        super().__init__(f"The text has {count} characters, and at most {longest} can be read. Shorten it.")
        self.count, self.longest = count, longest


class TooMany(PolikbError):
    """A person keeps or sends more than the server accepts; the message says what to do."""


class UnreadableFile(PolikbError):
    """A document can't be read; the message is the reason."""


class InvalidManifest(PolikbError):
    """A manifest can't be used; `where` is the field or row."""

    def __init__(self, path: Path, where: str, problem: str) -> None:
        super().__init__(f"{path}: {where}: {problem}")


class InvalidVocabulary(PolikbError):
    """A list that the librarian edits can't be used."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")


class NothingToIngest(PolikbError):
    """A path doesn't exist or holds no documents."""


class HarvestError(PolikbError):
    """A repository, or one of its files, can't be fetched; the message is the reason."""


class AccountError(PolikbError):
    """An account can't be created or changed; the message is the reason."""


class SignInError(PolikbError):
    """Signing in with an external account failed; `is_ours` if the fault is this server's or the provider's."""

    def __init__(self, message: str, *, is_ours: bool = False) -> None:
        super().__init__(message)
        self.is_ours = is_ours


class BackupError(PolikbError):
    """A backup can't be made or restored; the message is the reason."""


class MailError(PolikbError):
    """An e-mail can't be sent; the message is the reason."""


class ModelError(PolikbError):
    """An embedding or language model can't be loaded or reached. `reason` is short and may be shown to anyone."""

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


class ModelMismatch(PolikbError):
    """The library's vectors were made by a model other than the one in the settings."""

    def __init__(self, stored: str, configured: str) -> None:
        super().__init__(
            f"The library's vectors were made by the model {stored}, and the settings name {configured}. "
            "Run `polikb reindex` to embed everything with the new model, or set POLIKB_MODEL back."
        )

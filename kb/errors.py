"""Everything that can go wrong, in one tree.

PolikbError
├── SettingsError        a setting is unknown or has a value that can't be used
├── LibraryError
│   ├── LibraryInUse     another process holds the library
│   ├── LibraryTooNew    written by a newer version of this software
│   └── VectorIndexError the vector index failed or doesn't answer; exact search takes over
├── NotFound             no such document or page, or the reader may not know of it
│   └── Withdrawn        a document that the reader could see, and nobody can any more
├── UnreadableFile       a document that can't be read, with the reason in words
├── InvalidManifest      a manifest with a wrong field, row or value
├── NothingToIngest      a path that isn't there or holds no documents
├── HarvestError         a repository or one of its files can't be had
├── ModelError           an embedding or language model that can't be loaded or reached
└── ModelMismatch        the library's vectors were made by another model
"""

from pathlib import Path


class PolikbError(Exception):
    """Base of all errors meant for people; `str()` says what is wrong and what to do."""


class SettingsError(PolikbError):
    """A setting is unknown or unusable."""


class LibraryError(PolikbError):
    """The library's folder can't be used."""


class LibraryInUse(LibraryError):
    """Another process writes to this library."""

    def __init__(self, home: Path, owner: str) -> None:
        super().__init__(
            f"The library in {home} is in use by {owner}. Stop that process, or wait for it, and run the command again."
        )
        self.home, self.owner = home, owner


class LibraryTooNew(LibraryError):
    """The library was written by a newer version."""

    def __init__(self, home: Path, found: int, known: int) -> None:
        super().__init__(
            f"The library in {home} has schema {found}, and this version knows schemas up to {known}. "
            "Upgrade polikb to open it."
        )


class VectorIndexError(LibraryError):
    """The vector index failed or doesn't answer."""


class NotFound(PolikbError):
    """No such thing for this reader; the same words whether it is absent or hidden."""

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no {what} here.")
        self.what = what


class Withdrawn(NotFound):
    """A document that was taken out for good; `day` is YYYY-MM-DD, `reason` is shown, "" for none."""

    def __init__(self, day: str, reason: str) -> None:
        PolikbError.__init__(self, f"This document was withdrawn on {day}.{f' {reason}' if reason else ''}")
        self.day, self.reason = day, reason


class UnreadableFile(PolikbError):
    """A document that can't be read; the message is the reason."""


class InvalidManifest(PolikbError):
    """A manifest that can't be used."""

    def __init__(self, path: Path, where: str, problem: str) -> None:
        super().__init__(f"{path}: {where}: {problem}")


class InvalidVocabulary(PolikbError):
    """A vocabulary that can't be used."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")


class NothingToIngest(PolikbError):
    """A path without documents."""


class HarvestError(PolikbError):
    """A repository, or a file of it, that can't be had; the message says why."""


class AccountError(PolikbError):
    """An account that can't be made or changed as wished."""


class SignInError(PolikbError):
    """Somebody who can't be signed in elsewhere; `is_ours` when the service itself failed."""

    def __init__(self, message: str, *, is_ours: bool = False) -> None:
        super().__init__(message)
        self.is_ours = is_ours


class BackupError(PolikbError):
    """A backup that can't be made, or not be brought back."""


class MailError(PolikbError):
    """A letter that can't be sent; the message says why."""


class ModelError(PolikbError):
    """A model that can't be loaded or reached."""


class ModelMismatch(PolikbError):
    """The vectors in the library come from another model."""

    def __init__(self, stored: str, configured: str) -> None:
        super().__init__(
            f"The library's vectors were made by the model {stored}, and the settings name {configured}. "
            "Run `polikb reindex` to embed everything with the new model, or set POLIKB_MODEL back."
        )

"""Hashes of passwords (argon2id), and their check in the same time for names without one."""

import base64

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from kb.errors import AccountError

SHORTEST = 10  # minimum length of a password


class Passwords:
    """Hashes passwords and checks them; used by `Accounts`."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._decoy = _decoy(self._hasher)

    def hashed(self, password: str) -> str:
        """The hash to store. Raises AccountError if the password is too short."""
        if len(password) < SHORTEST:
            raise AccountError(f"The password is too short. Use at least {SHORTEST} characters.")
        return self._hasher.hash(password)

    def match(self, kept: str, password: str) -> bool:
        """Whether a password has the stored hash; False, after the same time, for "" (no account or none with a password)."""
        try:
            self._hasher.verify(kept or self._decoy, password)
        except (VerifyMismatchError, InvalidHashError):
            return False
        return bool(kept)

    def renewed(self, kept: str, password: str) -> str | None:
        """A new hash for a password whose stored one has other costs than today's; else None. It may be a short, old one."""
        return self._hasher.hash(password) if self._hasher.check_needs_rehash(kept) else None


def _decoy(hasher: PasswordHasher) -> str:
    """A well-formed hash that no password matches, all zeros.

    It is verified for unknown names, which then take as long as known ones: the time doesn't reveal whether an account
    exists. Unlike a real hash it costs nothing to make.
    """
    salt, digest = (base64.b64encode(bytes(size)).decode().rstrip("=") for size in (hasher.salt_len, hasher.hash_len))
    costs = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${costs}${salt}${digest}"

"""Hashes of passwords."""

import pytest
from argon2 import PasswordHasher

from kb.access.passwords import Passwords
from kb.errors import AccountError

WORD = "correct horse battery"


def test_only_the_password_itself_matches_its_hash() -> None:
    passwords = Passwords()
    kept = passwords.hashed(WORD)
    assert passwords.match(kept, WORD) and not passwords.match(kept, f"{WORD} ")
    assert not any(passwords.match(other, word) for other in ("", "no hash") for word in ("", WORD))
    with pytest.raises(AccountError, match="at least 10"):
        passwords.hashed("short")


def test_a_hash_with_other_costs_is_renewed_however_short_the_password() -> None:
    passwords, cheap = Passwords(), PasswordHasher(time_cost=1).hash("short")
    renewed = passwords.renewed(cheap, "short")
    assert passwords.match(cheap, "short") and renewed is not None and passwords.match(renewed, "short")
    assert passwords.renewed(renewed, "short") is None

"""Typed settings from environment variables. No other module reads the environment; `docs/settings.md` explains each setting."""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from kb.errors import SettingsError

DEFAULT_LISTS = Path(__file__).parent / "subjects" / "data"  # the lists that are installed with the program


@dataclass(frozen=True)
class Settings:
    """All settings. Each is read from `POLIKB_` and its name in capitals. Paths are absolute, with `~` expanded."""

    home: Path = Path("~/.local/share/polikb")
    database_url: str = ""
    originals: str = ""
    model: str = "embedded"
    model_url: str = ""
    model_key: str = ""
    model_cache: Path = Path("~/.cache/polikb/models")
    rerank_url: str = ""
    rerank_model: str = ""
    rerank_key: str = ""
    llm: str = ""
    llm_url: str = ""
    llm_key: str = ""
    llm_seconds: int = 60
    ollama_url: str = "http://127.0.0.1:11434"
    unsupported: str = "mark"
    vectors: str = "chroma"
    chroma_url: str = ""
    exact_search_up_to: int = 1_000_000
    smtp_url: str = ""
    mail_from: str = ""
    office_email: str = ""
    need_days: int = 365
    public_url: str = ""
    default_access: str = ""
    secret_key: str = ""
    oidc_issuer: str = ""
    oidc_client: str = ""
    oidc_secret: str = ""
    oidc_scope: str = "openid email profile"
    oidc_groups: str = "groups"
    forwarded_from: str = "127.0.0.1"
    proxy_addresses: str = ""
    proxy_user: str = "Remote-User"
    proxy_groups: str = ""
    log: str = "text"
    requests_per_minute: int = 240
    requests_at_once: int = 16
    query_days: int = 0
    saved_answers: int = 20_000
    upload_max_mb: int = 200
    glossary: Path = DEFAULT_LISTS / "glossary.csv"
    vocabularies: Path = DEFAULT_LISTS
    ocr_languages: str = "ita+eng"
    harvest_networks: str = ""
    harvest_max_mb: int = 200
    workers: int = 2
    search_processes: int = 2
    parse_seconds: int = 120
    parse_memory_mb: int = 1024

    def __post_init__(self) -> None:
        """Make paths absolute and expand `~`, however the settings were made."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Path):
                object.__setattr__(self, field.name, value.expanduser().absolute())


# The least value of each whole number; 1 for those not listed. With 400 MiB no file could be read.
_LEAST = {
    "query_days": 0,
    "saved_answers": 0,
    "need_days": 0,
    "exact_search_up_to": 0,
    "search_processes": 0,
    "parse_memory_mb": 512,
}
_CHOICES = {
    "unsupported": ("mark", "remove"),
    "log": ("text", "json"),
    "vectors": ("chroma", "pgvector"),
    "default_access": ("public", "internal", "restricted"),
}


def _parse(name: str, kind: object, value: str) -> object:
    key = f"POLIKB_{name.upper()}"
    if kind is int:
        least = _LEAST.get(name, 1)
        if not value.isdecimal() or int(value) < least:
            raise SettingsError(f"{key}={value!r} must be a whole number of at least {least}.")
        return int(value)
    if kind is Path:
        if not value:
            raise SettingsError(f"{key} is empty. Give a path, or unset it to use the default.")
        return Path(value)
    if name == "public_url" and value and not re.fullmatch(r"https?://[^/?#\s\"'<>]+(/[\w.~%/-]*)?", value, re.ASCII):
        raise SettingsError(
            f"{key}={value!r} must be an address such as https://example.org or https://example.org/library."
        )
    if name == "database_url" and value and not value.startswith("postgresql://"):
        raise SettingsError(f"{key} must be an address like postgresql://user:password@host/database.")
    if name in _CHOICES and value not in _CHOICES[name]:
        raise SettingsError(f"{key}={value!r} must be {' or '.join(_CHOICES[name])}.")
    return value


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from `environment`, by default that of this process.

    Raises SettingsError for an unknown `POLIKB_` name or a value that can't be used.
    """
    environment = os.environ if environment is None else environment
    known = {field.name: field for field in fields(Settings)}
    values: dict[str, object] = {}
    for key, value in environment.items():
        if not key.startswith("POLIKB_"):
            continue
        name = key.removeprefix("POLIKB_").lower()
        if name not in known:
            names = ", ".join(f"POLIKB_{n.upper()}" for n in known)
            raise SettingsError(f"{key} is not a setting. Settings are: {names}.")
        values[name] = _parse(name, known[name].type, value)
    settings = Settings(**values)  # type: ignore[arg-type]
    if settings.vectors == "pgvector" and not settings.database_url:
        raise SettingsError("POLIKB_VECTORS=pgvector needs the library to be in PostgreSQL: set POLIKB_DATABASE_URL.")
    return settings


Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def parse_networks(text: str) -> tuple[Network, ...]:
    """Parse a comma-separated list of addresses and networks, such as "10.0.0.0/8, fd00::/8". Raises ValueError."""
    return tuple(ipaddress.ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())

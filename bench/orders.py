"""Orders to a language model in phrasings that the rules were not written with: how many are recognised, and how many harmless sentences."""

import tomllib
from pathlib import Path
from typing import Any

from kb.text.instructions import find_instruction

_SENTENCES = Path(__file__).parent / "orders.toml"


def orders() -> dict[str, Any]:
    """The share of sentences of each group that is taken for an order."""
    groups: dict[str, list[str]] = tomllib.loads(_SENTENCES.read_text(encoding="utf-8"))
    return {
        name: {
            "sentences": len(listed),
            "taken for an order": round(sum(bool(find_instruction(text)) for text in listed) / len(listed), 2),
        }
        for name, listed in groups.items()
    }

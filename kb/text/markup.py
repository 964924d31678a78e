"""Markdown and HTML that a language model must not bring to a page. Pure."""

import re

# What would fetch or run something, or pretend to be part of the page.
_ACTIVE = (
    (re.compile(r"!\[[^\]]*\]\((?:[^()]|\([^()]*\))*\)"), ""),
    (re.compile(r"\[([^\]]*)\]\((?:[^()]|\([^()]*\))*\)"), r"\1"),
    (re.compile(r"<[^>]*>"), ""),
    (re.compile(r"\b(?:https?|javascript|data|file):\S+", re.I), ""),
    (re.compile(r"^[#>\-*\s]+|[*_`]{1,3}", re.M), ""),
)


def plain(text: str) -> str:
    """What a model wrote without links, images, HTML and signs of layout."""
    for pattern, kept in _ACTIVE:
        text = pattern.sub(kept, text)
    return " ".join(text.split())

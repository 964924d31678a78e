"""Removal of Markdown and HTML from text that a language model wrote. Pure."""

import re

# Anything that could load a resource, run code or imitate the page's own layout.
_ACTIVE = (
    (re.compile(r"!\[[^\]]*\]\((?:[^()]|\([^()]*\))*\)"), ""),
    (re.compile(r"\[([^\]]*)\]\((?:[^()]|\([^()]*\))*\)"), r"\1"),
    (re.compile(r"</?[a-z!?][^>]*>", re.I), ""),  # not "< 20 mg and > 5 mg"
    (re.compile(r"\b(?:https?|javascript|data|file):\S+", re.I), ""),
    (re.compile(r"^(?:[#>*\s]|-(?=\s))+|[*_`]{1,3}", re.M), ""),
)


def plain(text: str) -> str:
    """The text without images, links, HTML, addresses and Markdown markup, white space collapsed."""
    for pattern, kept in _ACTIVE:
        text = pattern.sub(kept, text)
    return " ".join(text.split())

"""Markdown (CommonMark with tables), and the HTML in it, as text under its headings; YAML front matter as properties."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import StateBlock, reference
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from ingest.readers.encoding import decode
from ingest.readers.flowing import Block, flowing, with_hidden
from ingest.readers.markup.html import read_blocks
from ingest.readers.records import Parsed, Properties


def read_markdown(path: Path) -> Parsed:
    """The blocks of a Markdown file in order, and what its front matter states. Raises UnreadableFile."""
    text = decode(path.read_bytes())
    tokens = _parser().parse(text)
    properties = Properties()
    if tokens and tokens[0].type == "front_matter":
        stated = _mapping(tokens[0].content)
        if stated is None:  # text between two rules at the start of the file
            tokens = [*_parser().parse(tokens[0].content), *tokens]
        else:
            properties = _stated(stated)
    blocks, hidden = read_blocks(_html(tokens))
    return with_hidden(flowing("markdown", blocks, properties), hidden)


def markdown_blocks(text: str) -> list[Block]:
    """The headings and paragraphs of a piece of Markdown, in order."""
    return read_blocks(_html(_parser().parse(text)))[0]


def _mapping(front_matter: str) -> dict[Any, Any] | None:
    try:
        stated = yaml.safe_load(front_matter)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return stated if isinstance(stated, dict) else None


def _stated(front_matter: dict[Any, Any]) -> Properties:
    named = {str(key).strip().lower(): value for key, value in front_matter.items()}
    title, author, subject, abstract = (
        _one_line(next((named[name] for name in names if named.get(name)), ""))
        for names in (
            ("title", "name", "titolo"),
            ("author", "authors", "autore", "autori"),
            ("subtitle", "description", "excerpt"),
            ("abstract", "summary"),
        )
    )
    year = re.match(r"(?:19|20)\d\d", str(named.get("date") or named.get("year") or ""))
    words = next((named[name] for name in ("keywords", "tags", "parole_chiave") if named.get(name)), "")
    keywords = tuple(filter(None, re.split(r"\s*[,;]\s*", _one_line(words))))
    return Properties(title, author, subject, int(year.group()) if year else None, keywords, abstract, is_trusted=True)


def _one_line(value: Any) -> str:
    """A YAML value as text: the items of a list separated by ";", of a mapping its `name`."""
    if isinstance(value, list):
        return "; ".join(filter(None, map(_one_line, value)))
    if isinstance(value, dict):
        return _one_line(value.get("name"))
    return " ".join(str(value or "").split())


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(front_matter_plugin)
    parser.block.ruler.at("reference", _reference_but_no_footnote)
    parser.inline.ruler.before("emphasis", "multiplication", _multiplication)
    parser.add_render_rule("image", _caption)
    return parser


def _html(tokens: Iterable[Token]) -> str:
    """The tokens as HTML; list items keep the marker that a browser would draw."""
    marker = ""
    shown = []
    for token in tokens:
        if token.type == "list_item_open":
            marker = f"{token.info}{token.markup} " if token.info else "- "
        elif token.type == "inline" and marker:
            token.children = [Token("text", "", 0, content=marker), *(token.children or [])]
            marker = ""
        elif token.type == "list_item_close":
            marker = ""
        if token.type != "front_matter":
            shown.append(token)
    return str(_parser().renderer.render(shown, _parser().options, {}))


def _reference_but_no_footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """CommonMark's link definitions, but for "[^1]: …": the text of a footnote must not vanish."""
    is_footnote = state.src.startswith("[^", state.bMarks[start] + state.tShift[start])
    return not is_footnote and reference(state, start, end, silent)


def _multiplication(state: StateInline, silent: bool) -> bool:
    """Keep the asterisk of "2*3*4", which CommonMark takes for emphasis."""
    before, after = state.src[state.pos - 1 : state.pos], state.src[state.pos + 1 : state.pos + 2]
    if state.src[state.pos] != "*" or not f"{before}{after}".isalnum() or not (before.isdigit() or after.isdigit()):
        return False
    if not before or not after:
        return False
    if not silent:
        state.pending += "*"
    state.pos += 1
    return True


def _caption(self: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    """The alternative text of an image in the image's place."""
    return escapeHtml(self.renderInlineAsText(tokens[index].children or [], options, env))

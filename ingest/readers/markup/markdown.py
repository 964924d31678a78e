"""Markdown (CommonMark with tables), including HTML, as text under its headings; YAML front matter as properties."""

import json
import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.common.html_blocks import block_names
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import StateBlock, reference
from markdown_it.rules_inline import StateInline, html_inline
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from ingest.readers.encoding import decode
from ingest.readers.flowing import Block, flowing, with_hidden
from ingest.readers.markup.html import read_blocks
from ingest.readers.records import Parsed, Properties

_TAG = re.compile(r"</?([a-zA-Z][\w-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)/?>")
_ATTRIBUTE = re.compile(r"[^\s=/]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_FLAGS = frozenset("hidden open checked disabled controls reversed download".split())
_KNOWN_TAGS = frozenset(block_names) | frozenset(
    "a abbr b bdi bdo big br button cite code data del dfn em font i img input ins kbd label mark math pre q ruby rp rt s samp small span"
    " strike strong sub sup svg textarea time tt u var video wbr audio select script style template".split()
)
_COLON_IN_VALUE = re.compile(r"^(\w[\w -]*:[ \t]+)([^\s\"'\[{|>&*!].*: .*)$", re.M)  # "title: Wells: a history"
_LABEL = re.compile(r"\[[^\]]+\]:\s*[^\s/.:#@<]+\s*")  # a word in place of a link's address
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.S)


def read_markdown(path: Path) -> Parsed:
    """The blocks of a Markdown file in order, with the properties of its front matter. Raises UnreadableFile."""
    text = decode(path.read_bytes()).replace("\r\n", "\n")
    text, properties = _without_toml(text)
    tokens = _parser().parse(text)
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


def _without_toml(text: str) -> tuple[str, Properties]:
    """(the text without its TOML front matter, the properties in that)."""
    found = _TOML.match(text)
    try:
        return (text[found.end() :], _stated(tomllib.loads(found[1]))) if found else (text, Properties())
    except tomllib.TOMLDecodeError:
        return text, Properties()


def _mapping(front_matter: str) -> dict[Any, Any] | None:
    for text in (front_matter, _COLON_IN_VALUE.sub(_quoted, front_matter)):
        try:
            stated = yaml.safe_load(text)
        except (yaml.YAMLError, ValueError, RecursionError):
            continue
        return stated if isinstance(stated, dict) else None
    return None


def _quoted(line: re.Match[str]) -> str:
    return f"{line[1]}{json.dumps(line[2], ensure_ascii=False)}"


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
    parser.inline.ruler.at("html_inline", _tag_but_no_inequality)
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
        elif token.type == "ordered_list_open":
            token.attrSet("style", "list-style: none")  # its markers are in the text
        if token.type != "front_matter":
            shown.append(token)
    return str(_parser().renderer.render(shown, _parser().options, {}))


def _reference_but_no_footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """CommonMark's link definitions, except footnotes ("[^1]: …") and labels ("[Luogo]: Milano"), whose text must be kept."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    return not (line.startswith("[^") or _LABEL.fullmatch(line)) and reference(state, start, end, silent)


def _tag_but_no_inequality(state: StateInline, silent: bool) -> bool:
    """CommonMark's tags, except unknown ones such as "a <b and c> d" and "<your name>": they stay as text."""
    found = _TAG.match(state.src, state.pos)
    if found and not (
        found[1].lower() in _KNOWN_TAGS and all("=" in part or part in _FLAGS for part in _ATTRIBUTE.findall(found[2]))
    ):
        return False
    return html_inline(state, silent)


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

"""References as lines of text in a citation style, by a CSL processor with the styles in `styles/`."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from markupsafe import Markup, escape

from kb.links import Links
from kb.output.reference import Reference, csl_item
from kb.translations import translator

# Style → its common name.
STYLES = {"apa": "APA", "chicago": "Chicago", "polisocial": "Polisocial"}
_LOCALES = {"it": "it-IT", "en": "en-US"}
_USED = ("id", "type", "title", "author", "publisher", "issued", "URL")


def as_text(references: Sequence[Reference], links: Links, style: str, language: str) -> str:
    """References as plain text, one on each line, in a style of STYLES and the terms of `language` (it or en)."""
    items = [_item(reference, links, language) for reference in references]
    return "".join(f"{line}\n" for line in _lines(items, style, language, formatter.plain))


def as_html(reference: Reference, links: Links, style: str, language: str) -> Markup:
    """One reference as HTML, with the italics of the style."""
    (line,) = _lines([_escaped(_item(reference, links, language))], style, language, formatter.html)
    return Markup(line)  # noqa: S704  (every value was escaped; the processor adds only <i>)


def _item(reference: Reference, links: Links, language: str) -> dict[str, Any]:
    """The values that the styles use. CSL has no supervisor: `editor` holds them, `annote` the word for them."""
    translate = translator(language)
    item = {name: value for name, value in csl_item(reference, links).items() if name in _USED}
    if reference.document.kind in ("thesis", "course"):
        item["genre"] = translate(f"kind {reference.document.kind}")
    if supervisors := reference.names(("supervisor",)):
        item["editor"] = [{"family": family, "given": given} for family, given in supervisors]
        item["annote"] = translate("role supervisor").lower()
    return item


def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return str(escape(value))
    if isinstance(value, dict):
        return {name: _escaped(inner) for name, inner in value.items()}
    return [_escaped(inner) for inner in value] if isinstance(value, list) else value


def _lines(items: Sequence[dict[str, Any]], style: str, language: str, form: Any) -> list[str]:
    if not items:
        return []
    bibliography = CitationStylesBibliography(_style(style, _LOCALES[language]), CiteProcJSON(items), form)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    written = dict(zip(bibliography.keys, bibliography.bibliography(), strict=True))
    return [str(written[item["id"].lower()]) for item in items]


@cache
def _style(name: str, locale: str) -> CitationStylesStyle:
    return CitationStylesStyle(str(Path(__file__).parent / "styles" / f"{name}.csl"), locale=locale, validate=False)

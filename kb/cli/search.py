"""Commands that find and show documents: search, documents, text."""

from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli import common
from kb.cli.common import (
    AsJson,
    Count,
    counted,
    links_of,
    open_library,
    print_json,
    print_table,
    require_choice,
    state_name,
)
from kb.errors import PolikbError

if TYPE_CHECKING:
    from kb.model import DocumentHit, Filters, SearchResult

app = typer.Typer(rich_markup_mode=None)

YearFrom = Annotated[int | None, typer.Option(help="Only documents of this year or later.", min=1000, max=9999)]
YearTo = Annotated[int | None, typer.Option(help="Only documents of this year or earlier.", min=1000, max=9999)]


@app.command()
def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="Words, in Italian or English, with operators such as author:rossi.")],
    k: Count = 10,
    kind: Annotated[str | None, typer.Option(help="Only documents of this kind: thesis|course|report|other.")] = None,
    language: Annotated[str | None, typer.Option(help="Only documents in this language: it, en …")] = None,
    year_from: YearFrom = None,
    year_to: YearTo = None,
    page: Annotated[int | None, typer.Option(help="The page of ten documents to show, not -k passages.", min=1)] = None,
    as_typed: Annotated[bool, typer.Option("--as-typed", help="Correct no misspelt word.")] = False,
    as_json: AsJson = False,
) -> None:
    """Find passages by words and by meaning.

    Each document is said to answer the query, to be related to it, or only distantly related.

    Example: polikb search "accoglienza abitativa per migranti" --kind thesis
    """
    from kb.cli.common import require_language
    from kb.model import OWNER
    from kb.output.api_json import search_json
    from kb.search.search import Listing
    from kb.search.search import search as find

    filters, listing = _filters(kind, language, year_from, year_to), Listing(as_typed=as_typed, page=page)
    with open_library() as library:
        require_language(library, language)
        result = find(library, query, OWNER, filters, k, listing)
    if as_json:
        print_json(search_json(result, links_of(context)))
    else:
        _print_result(result)


def _print_result(result: "SearchResult") -> None:
    if result.corrected:
        common.say(f"Showing results for {result.corrected}; --as-typed searches for the words as typed.")
    elif result.did_you_mean:
        common.say(f"Did you mean {result.did_you_mean}?")
    if not result.hits:
        common.say("Nothing found. Try other words or fewer filters.")
        return
    common.say(_counts(result))
    for grouped in result.documents:
        _print_document(grouped)
    if result.page and result.pages > 1:
        common.say(f"\nPage {result.page} of {result.pages}.")


def _counts(result: "SearchResult") -> str:
    """A sentence with the number of documents that speak of the query, and of those only distantly related."""
    others = result.total - result.speaking
    if not result.speaking:
        told = _documents(others, "is only distantly related", "are only distantly related")
        return f"Nothing here speaks of it. {told}"
    speaking = _documents(result.speaking, "speaks of it", "speak of it")
    further = f"; {others} more {'is' if others == 1 else 'are'} only distantly related."
    return speaking.removesuffix(".") + further if others else speaking


def _documents(count: int, one: str, several: str) -> str:
    return f"{counted(count, 'document')} {one if count == 1 else several}."


def _print_document(grouped: "DocumentHit") -> None:
    document = grouped.document
    authors = ", ".join(person.name for person in document.people if person.role == "author")
    line = " · ".join(filter(None, [authors, str(document.year or ""), document.kind, document.source]))
    state = "only distantly related" if grouped.state == "nothing" else state_name(grouped.state)
    common.say(f" ({state})\n  {line}", bold=f"\n{document.title}")
    for other in grouped.also:
        common.say(f"  also available as {other.format}: {other.source}")
    for hit in grouped.hits:
        common.say(f"  {common.place_of(hit.passage.page_label)}: {' '.join(hit.snippet.split())}")


def _filters(kind: str | None, language: str | None, year_from: int | None, year_to: int | None) -> "Filters":
    from kb.model import KINDS, Filters

    require_choice("--kind", kind, KINDS)
    if year_from and year_to and year_from > year_to:
        raise PolikbError(f"--year-from {year_from} is later than --year-to {year_to}: no document is from both.")
    return Filters(kind, language, year_from, year_to)


@app.command()
def documents(as_json: AsJson = False) -> None:
    """List the documents in the library."""
    from kb.model import OWNER
    from kb.output.api_json import document_json
    from kb.search.scope import all_documents

    with open_library() as library:
        found = all_documents(library, OWNER)
    if as_json:
        print_json([document_json(document, full=True) for document in found])
        return
    rows = [(d.id, d.title, d.kind, d.language, d.year, d.page_count, d.pages_read, d.access) for d in found]
    print_table(
        ("id", "title", "kind", "language", "year", "pages", "read", "access"), rows, counted(len(rows), "document")
    )


@app.command()
def text(
    document_id: Annotated[
        list[str] | None, typer.Argument(help="Ids, as `polikb documents` shows them; all documents without one.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print the text of each page, as it was read.

    Example: polikb text rossi-tesi-3fa9c1
    """
    from kb.model import OWNER
    from kb.output.api_json import text_json
    from kb.search.scope import all_documents, open_document

    with open_library() as library:
        wanted = document_id or [document.id for document in all_documents(library, OWNER)]
        visible = [open_document(library, name, OWNER) for name in wanted]
        found = [text_json(one.document, library.catalogue.pages(one)) for one in visible]
    if as_json:
        print_json(found)
        return
    for one in found:
        for page in one["pages"]:
            remark = f" ({page['status']})" if page["status"] != "text" else ""
            common.say(bold=f"== {one['source']}, {common.place_of(page['label'])}{remark}")
            common.say(page["text"])

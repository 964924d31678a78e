"""Commands that look and answer: search, ask, documents, remove, reindex, doctor, eval, ledger."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb.cli.common import AsJson, Count, links_of, open_library, print_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb.model import Document

app = typer.Typer(rich_markup_mode=None)


@app.command()
def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="What to look for, in Italian or English.")],
    k: Count = 10,
    kind: Annotated[
        str | None, typer.Option(help="Only theses, courses, reports or other: thesis|course|report|other.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="Only documents in this language: it, en …")] = None,
    year_from: Annotated[int | None, typer.Option(help="Only documents of this year or later.")] = None,
    year_to: Annotated[int | None, typer.Option(help="Only documents of this year or earlier.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find passages by words and meaning.

    Example: polikb search "accoglienza abitativa per migranti" --kind thesis
    """
    from kb.model import OWNER, Filters
    from kb.output.api_json import search_json
    from kb.search.search import search as find

    with open_library() as library:
        result = find(library, query, OWNER, Filters(kind, language, year_from, year_to), k)
    if as_json:
        print_json(search_json(result, links_of(context)))
        return
    if not result.hits:
        typer.echo("Nothing found. Try other words, or fewer filters.")
    for grouped in result.documents:
        document = grouped.document
        authors = ", ".join(person.name for person in document.people if person.role == "author")
        line = " · ".join(filter(None, [authors, str(document.year or ""), document.kind, document.source]))
        typer.echo(f"\n{typer.style(document.title, bold=True)}\n  {line}")
        for other in grouped.also:
            typer.echo(f"  also available as {other.format}: {other.source}")
        for hit in grouped.hits:
            typer.echo(f"  p. {hit.passage.page_label}: {' '.join(hit.snippet.split())}")


@app.command()
def documents(as_json: AsJson = False) -> None:
    """List what is in the library."""
    from kb.model import OWNER
    from kb.output.api_json import document_json
    from kb.search.scope import all_documents

    with open_library() as library:
        found = all_documents(library, OWNER)
    if as_json:
        print_json([document_json(document, full=True) for document in found])
        return
    for d in found:
        coverage = "" if d.pages_read == d.page_count else f" ({d.pages_read} read)"
        typer.echo(
            f"{d.id}\n  {d.title}\n  {d.kind} · {d.language} · {d.year or '–'} · {d.page_count} pages{coverage} · {d.access}"
        )
    typer.echo(f"{len(found)} documents")


@app.command()
def status(as_json: AsJson = False) -> None:
    """What the library holds, what waits and failed, who holds it, and the space it takes."""
    from kb.maintenance.status import status as look_after

    with open_library() as library:
        found = asdict(look_after(library))
    if as_json:
        print_json(found)
        return
    failed = found.pop("failed")
    for name, value in found.items():
        shown = (
            ", ".join(f"{key} {count:,}" for key, count in value.items() if count) if isinstance(value, dict) else value
        )
        typer.echo(f"{name.replace('_', ' '):<12} {f'{shown:,}' if isinstance(shown, int) else shown}".rstrip())
    typer.echo(
        f"{'failed':<12} {len(failed)}" + (": " + ", ".join(failed[:5]) + " … see polikb ledger" if failed else "")
    )


@app.command()
def queries(as_json: AsJson = False) -> None:
    """What people searched for and asked, most often first, where POLIKB_QUERY_DAYS keeps it: without who, and for so many days."""
    from kb.access.query_log import QueryLog
    from kb.settings import load_settings

    settings = load_settings()
    kept = QueryLog(settings.home, settings.query_days)
    kept.expire()
    found = kept.asked()
    if as_json:
        print_json([asdict(entry) for entry in found])
        return
    for entry in found[:50]:
        typer.echo(f"{entry.times:>5} times  {f'in vain {entry.in_vain}' if entry.in_vain else '':<12} {entry.query}")
    typer.echo(
        f"{len(found)} queries" + ("" if settings.query_days else "; none are kept, since POLIKB_QUERY_DAYS is 0")
    )


@app.command()
def remove(
    document_id: Annotated[list[str], typer.Argument(help="Ids, as `polikb documents` shows them.")],
) -> None:
    """Take documents out of the library: text, vectors and the kept original. The files you ingested stay."""
    from kb.maintenance import tasks as work
    from kb.maintenance.delegate import perform

    for line in perform(work.remove, {"ids": document_id})["removed"]:
        typer.echo(f"Removed {line}.")


@app.command()
def reindex(
    resume: Annotated[bool, typer.Option("--resume", help="Only what has no vector yet.")] = False,
) -> None:
    """Embed everything again, with the model that POLIKB_MODEL names. Search by words goes on meanwhile."""
    from kb.maintenance import tasks as work
    from kb.maintenance.delegate import perform

    done = perform(work.reindex, {"resume": resume})
    typer.echo(f"{done['passages']} passages embedded with {done['model']}.")


@app.command()
def doctor(
    repair: Annotated[
        bool, typer.Option("--repair", help="Build the derived indexes again from the catalogue.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check that originals, catalogue, words and vectors agree. Exit code 1 when something is wrong."""
    import shutil

    from kb.maintenance.doctor import examine
    from kb.settings import load_settings

    if repair:
        with open_library(writable=True, owner="polikb doctor") as library:
            home = library.home
        for derived in ("words", "chroma"):
            shutil.rmtree(home / derived, ignore_errors=True)
    with open_library(writable=True, owner="polikb doctor") as library:
        findings = examine(library)
        notices = list(library.notices)
    if as_json:
        print_json({"home": str(load_settings().home), "notices": notices, "findings": [asdict(f) for f in findings]})
    else:
        for notice in notices:
            typer.echo(f"repaired  {notice}")
        for finding in findings:
            typer.echo(f"{'ok' if finding.sound else 'WRONG':<9} {finding.check}: {finding.detail}")
    if not all(finding.sound for finding in findings):
        raise typer.Exit(1)


@app.command()
def ledger(
    document: Annotated[str | None, typer.Argument(help="A document's id: its pages, one by one.")] = None,
    as_json: AsJson = False,
) -> None:
    """What was read and what was not: the last files ingested, or every page of one document with what a curator should see."""
    from kb.maintenance.reading_report import page_coverage
    from kb.model import OWNER
    from kb.output.api_json import coverage_json
    from kb.search.scope import open_document

    with open_library() as library:
        if document is None:
            rows = [asdict(entry) for entry in library.catalogue.ledger.entries()]
            lines = [f"{r['at'][:19]}  {r['outcome']:<9} {r['source']}  {r['reason']}" for r in rows]
        else:
            visible = open_document(library, document, OWNER)
            rows = [coverage_json(entry) for entry in page_coverage(library, visible)]
            flags = [flag for _, flag in library.catalogue.metadata.flags(document)]
            for row in rows:
                row["flags"] = [{"kind": f.kind, "detail": f.detail} for f in flags if f.page == row["page"]]
            lines = list(_ledger_lines(visible.document, rows))
    if as_json:
        print_json(rows)
    else:
        typer.echo("\n".join(lines))


def _ledger_lines(document: "Document", rows: list[dict[str, Any]]) -> "Iterator[str]":
    yield f"{document.title}\ncoverage: {document.pages_read} of {document.page_count} pages"
    for r in rows:
        languages = "+".join(r["languages"])
        yield (
            f"p. {r['page']:<5} {r['status']:<7} {r['characters']:>6} characters {r['passages']:>3} passages "
            f"{languages:<6} {r['seconds']:>7.3f} s  {r['note']}".rstrip()
        )
        for flag in r["flags"]:
            yield f"         ! {flag['kind']}: {flag['detail']}"

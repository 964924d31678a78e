"""Commands: ask and eval."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from kb.cli.common import AsJson, links_of, open_library, place_of, print_json, say
from kb.errors import PolikbError
from kb.model import RECORD

app = typer.Typer(rich_markup_mode=None)


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="A question, in Italian or English.")] = "",
    after: Annotated[
        list[str] | None, typer.Option(help="An earlier question that this one follows up. Can be repeated.")
    ] = None,
    document: Annotated[
        list[str] | None, typer.Option(help="The id of a document to ask, instead of all. Can be repeated.")
    ] = None,
    model_check: Annotated[
        bool, typer.Option("--model-check", help="Put twelve questions of the sample corpus to the language model.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Answer a question with quotes located on their pages. If no document answers it, that is said.

    Example: polikb ask "Quanti alloggi sono stati recuperati nel progetto?"
    """
    from kb.answer.pdf_pages import PageViewer
    from kb.model import OWNER
    from kb.output.api_json import answer_json
    from kb.people.experts import who_may_know

    if model_check or not question:
        _check_model(is_asked=model_check, as_json=as_json)
        return
    viewer = PageViewer()
    try:
        with open_library() as library:
            answer = _answered(library, viewer, question, after or [], document or [])
            who = who_may_know(library, answer.question, OWNER) if answer.refused else None
    finally:
        viewer.close()
    if as_json:
        print_json(answer_json(answer, links_of(context), who))
    else:
        print_answer(answer)


def _answered(library: Any, viewer: Any, question: str, after: list[str], documents: list[str]) -> Any:
    """The answer to a question, which may follow up others and be restricted to some documents."""
    from kb.answer.follow_up import Turn, knowledge_of, standalone
    from kb.answer.generate import answer as answer_question
    from kb.model import OWNER, Filters
    from kb.models.writer import load_writer

    writer, keep = load_writer(library.settings), library.settings.unsupported == "mark"
    filters = Filters(documents=tuple(documents)) if documents else None
    known = knowledge_of(library, OWNER, filters)
    alone = standalone(question, [Turn(earlier) for earlier in after], writer, known)
    found = answer_question(library, viewer, writer, alone, OWNER, filters, keep_unsupported=keep)
    return replace(found, asked=question)


def _check_model(*, is_asked: bool, as_json: bool) -> None:
    """Print what the configured language model gets right, as a table or as JSON; exits with code 1 if anything is wrong."""
    from kb.answer.model_check import check_model
    from kb.answer.pdf_pages import PageViewer
    from kb.models.writer import load_writer

    viewer = PageViewer()
    try:
        with open_library() as library:
            writer = load_writer(library.settings)
            if not is_asked:
                raise typer.BadParameter("Type a question, or --model-check.")
            if writer is None:
                raise PolikbError("No language model is configured: set POLIKB_LLM (docs/settings.md).")
            checked = list(check_model(library, viewer, writer))
    finally:
        viewer.close()
    right = sum(one.is_right for one in checked)
    if as_json:
        print_json({"model": writer.name, "right": right, "questions": [asdict(one) for one in checked]})
    else:
        for one in checked:
            say(f"{'right' if one.is_right else 'wrong'}\t{one.seconds:.1f} s\t{one.question}\t{one.fault}".rstrip())
        say(f"{writer.name}: {right} of {len(checked)} right")
    if right < len(checked):
        raise typer.Exit(1)


def print_answer(answer: Any) -> None:
    """Print an answer as text."""
    if answer.asked and answer.asked != answer.question:
        say(f"(Understood as: {answer.question})")
    if answer.notice:
        say(f"({answer.notice})")
    say(answer.text)
    if answer.unconfirmed:
        say(f"(No quote says “{answer.unconfirmed}”: check it on the page.)")
    for work in answer.catalogue.works if answer.catalogue else ():
        say(f"  - {work.title}{f' ({work.year})' if work.year else ''}\n    {work.source}")
    for sentence in answer.sentences:
        if sentence.support != "supported":
            say(f"  ! {sentence.support} ({sentence.doubt} {sentence.word}): {sentence.text}")
    if answer.refused and answer.near:
        say("\nNot an answer, but related:")
    for hit in answer.near:
        say(f"  {hit.document.title}, {place_of(hit.passage.page_label)}: {' '.join(hit.snippet.split())[:160]}")
    for citation in answer.citations:
        people = ", ".join(person.name for person in citation.document.people if person.role == "author")
        label, page = citation.page_label, str(citation.page)
        is_plain = label in (page, RECORD)
        place = place_of(label) + ("" if is_plain else f" (page {page} of {citation.document.page_count})")
        parts = filter(None, [people, citation.document.title, str(citation.document.year or ""), place])
        located = "" if citation.located else "  [not located on the page]"
        say(f"[{citation.number}] {', '.join(parts)}{located}\n    {citation.document.source}")


def _checked_floors(floors: list[str] | None) -> list[str] | None:
    """The floors, checked before minutes of questions. Raises PolikbError."""
    from kb.evaluation import parse_floor

    for floor in floors or []:
        parse_floor(floor)
    return floors


def _name_unknown(sources: set[str], library: Any) -> None:
    """Name on standard error the documents of questions that aren't in the library, and can't be found."""
    from kb.model import OWNER
    from kb.search.scope import all_documents

    unknown = sorted(sources - {document.source for document in all_documents(library, OWNER)} - {""})
    for source in unknown[:5]:
        say(f"There is no document {source} in the library; `polikb ledger` lists the sources.", err=True)
    if (more := len(unknown) - 5) > 0:
        say(f"… and {more} more of the documents that the questions name.", err=True)


Floors = Annotated[
    list[str] | None,
    typer.Option(help="Minimum of a measure, such as page@5=0.72. Can be repeated.", callback=_checked_floors),
]


@app.command("eval")
def evaluate(
    questions: Annotated[Path, typer.Argument(help="Questions with known answers, JSON Lines or TOML.", exists=True)],
    floor: Floors = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Store the result in the library; the page /evaluation shows the trend.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Measure search and answers on your own questions. Exits with code 1 if a measure is below its floor.

    Each question has: question, doc (its source; empty if no document answers), pages, evidence, language, type.
    """
    from kb.answer.extract import ask as answer_question
    from kb.answer.pdf_pages import PageViewer
    from kb.evaluation import K, failed_floors, judge, load_questions, report
    from kb.model import OWNER
    from kb.search.search import search as find

    asked = load_questions(questions)
    viewer = PageViewer()
    try:
        with open_library(writable=keep, owner="polikb eval") as library:
            _name_unknown({name for q in asked for name in q.documents}, library)
            measured = report(
                [
                    judge(
                        q, find(library, q.text, OWNER, None, K).hits, answer_question(library, viewer, q.text, OWNER)
                    )
                    for q in asked
                ]
            )
            if keep:
                library.catalogue.ledger.keep_evaluation(questions.name, measured)
    finally:
        viewer.close()
    if as_json:
        print_json(measured)
    else:
        for label, values in measured.items():
            say(f"{label}: " + "  ".join(f"{name} {value}" for name, value in values.items()))
    failures = failed_floors(measured["all"], floor or [])
    for failure in failures:
        say(f"Below the floor: {failure}", err=True)
    if failures:
        raise typer.Exit(1)

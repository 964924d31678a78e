"""Precision of the rectangles that mark quotes, and latency of a written answer's first word."""

import re
import threading
import time
from dataclasses import replace
from typing import Any

import httpx2
import numpy as np
import pypdfium2
import uvicorn

from bench.quality import SAMPLE, corpus_library
from bench.sets import SHARED
from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.answer.records import Citation
from kb.evaluation import load_questions
from kb.library import Library
from kb.model import OWNER, Rectangle
from kb.search.scope import open_document
from kb.text.normalise import fold
from tests.servers import ModelServer
from web.app import create_app

_ASKED = 40


def marks() -> dict[str, Any]:
    """Share of located quotes in PDFs whose rectangles cover exactly the quote's letters and digits in the text layer.

    Those located elsewhere, in what OCR read, and those on rotated pages are counted as not checked.
    """
    found = {}
    for name, folder, questions in (
        ("corpus", SHARED / "corpus", SHARED / "corpus" / "questions.jsonl"),
        ("sample", SAMPLE / "files", SAMPLE / "questions.toml"),
    ):
        viewer = PageViewer()
        with corpus_library(name, folder) as library:
            citations = [
                citation
                for question in load_questions(questions)
                for citation in ask(library, viewer, question.text, OWNER).citations
                if citation.rectangles
            ]
            exact = [e for citation in citations if (e := is_exact(library, viewer, citation)) is not None]
        viewer.close()
        found[name] = {
            "quotes in the text layer": len(exact),
            "exact": round(sum(exact) / len(exact), 3),
            "not checked": len(citations) - len(exact),
        }
    return found


def is_exact(library: Library, viewer: PageViewer, citation: Citation) -> bool | None:
    """Whether PDFium finds exactly the quote's letters within its rectangles.

    None if they can't be checked: on rotated pages, on scans, and in pictures on a page with text, where OCR found the quote.
    """
    page = library.catalogue.page(open_document(library, citation.document.id, OWNER), citation.page)
    path = library.originals.path(citation.document)
    if page.status != "text" or not viewer.locate(path, citation.page, citation.quote, 0.0):
        return None
    with pypdfium2.PdfDocument(path) as document:
        sheet = document[citation.page - 1]
        if sheet.get_rotation():
            return None
        text = sheet.get_textpage()
        covered = "".join(_under(text, sheet, rectangle) for rectangle in citation.rectangles)
    return _letters(covered) == _letters(citation.quote)


def _under(text: pypdfium2.PdfTextPage, sheet: pypdfium2.PdfPage, box: Rectangle) -> str:
    """The characters whose centre lies within a box, in the order of the page's text."""
    left, _, _, top = sheet.get_cropbox()
    found = []
    for at in range(text.count_chars()):
        x0, y0, x1, y1 = text.get_charbox(at)
        x, y = (x0 + x1) / 2 - left, top - (y0 + y1) / 2
        if box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height:
            found.append(text.get_text_range(at, 1))
    return "".join(found)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text))


def first_word() -> dict[str, Any]:
    """Milliseconds from the model server's first piece of an answer to its arrival at a client of our server."""
    times: list[float] = []
    model = ModelServer(lambda _: [])
    with corpus_library("sample", SAMPLE / "files") as library:
        settings = replace(library.settings, llm="openai:tiny", llm_url=f"{model.url}/v1")
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    for question in [q.text for q in load_questions(SAMPLE / "questions.toml")][:_ASKED]:
        times += _first_word(model, address, question)
    server.should_exit = True
    thread.join()
    model.close()
    return {
        "answers": len(times),
        "p50 (ms)": round(float(np.percentile(times, 50)) * 1000, 1),
        "p95 (ms)": round(float(np.percentile(times, 95)) * 1000, 1),
    }


def _first_word(model: ModelServer, address: str, question: str) -> list[float]:
    sent: list[float] = []

    def script(_: str) -> list[str]:
        sent.append(time.perf_counter() + model.stall)  # the server waits this long before it sends
        return ["The documents ", "say so [1]."]

    model.script, model.stall = script, 0.05
    with httpx2.stream("GET", f"{address}/ask/written", params={"q": question}, timeout=60) as answer:
        for line in answer.iter_lines():
            if line == "event: text":
                return [time.perf_counter() - sent[0]]
    return []  # refused: no model was asked

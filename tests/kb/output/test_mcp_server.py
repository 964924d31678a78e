"""The tools for language models, by the protocol itself: a client of the official SDK talks to `polikb mcp`."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

from kb.access.accounts import Accounts
from kb.answer.pdf_pages import PageViewer
from kb.library import Library
from kb.model import ANONYMOUS
from kb.output.mcp_server import tools
from kb.settings import Settings
from tests.conftest import Put
from tests.fakes import document
from web.links import LINKS


def called(settings: Settings, *calls: tuple[str, dict[str, Any]], member: str = "") -> list[Any]:
    """The answers of the tools to these calls, each (name, arguments); an error as its text."""
    environment = {**os.environ, "POLIKB_HOME": str(settings.home), "POLIKB_MODEL_CACHE": str(settings.model_cache)}
    command = str(Path(sys.executable).parent / "polikb")
    server = StdioServerParameters(
        command=command, args=["mcp", *(["--member", member] if member else [])], env=environment
    )

    async def run() -> list[Any]:
        async with stdio_client(server) as (reading, writing), ClientSession(reading, writing) as session:
            await session.initialize()
            listed = {tool.name for tool in (await session.list_tools()).tools}
            assert listed == {"search", "ask", "experts", "match", "prior_work", "document"}
            answers = []
            for name, arguments in calls:
                answer = await session.call_tool(name, arguments)
                text = answer.content[0].text  # type: ignore[union-attr]
                answers.append(text if answer.is_error else json.loads(text))
            return answers

    return anyio.run(run)


@pytest.mark.server
def test_a_model_searches_asks_and_reads_what_is_public(sample_settings: Settings) -> None:
    found, answer, who, absent = called(
        sample_settings,
        ("search", {"query": "telehealth bracelet nurses", "limit": 5}),
        ("ask", {"question": "Quante famiglie hanno trovato casa con il progetto Porte Aperte?"}),
        ("experts", {"topic": "accoglienza abitativa per migranti"}),
        ("document", {"document_id": "no-such-document"}),
    )
    assert found["hits"] and not any("ageing" in hit["document"]["source"] for hit in found["hits"])
    assert "41 famiglie" in answer["answer"] and answer["citations"][0]["located"]
    assert who["people"][0]["name"] == "Elena Marchetti"
    assert "no document no-such-document" in absent


@pytest.mark.server
def test_a_member_sees_more(sample_settings: Settings) -> None:
    accounts = Accounts(sample_settings.home)
    accounts.add("anna", "correct horse battery", "reader")
    (found,) = called(sample_settings, ("search", {"query": "telehealth bracelet nurses"}), member="anna")
    hidden = next(hit["document"] for hit in found["hits"] if "ageing" in hit["document"]["source"])
    page, need = called(
        sample_settings,
        ("document", {"document_id": hidden["id"], "page": 1}),
        ("match", {"need": "Nurses should measure blood pressure at a distance."}),
        member="anna",
    )
    assert page["page"]["number"] == 1 and "telehealth" in page["page"]["text"].lower() and page["access"] == "internal"
    assert need["parts"][0]["covered"]


def test_every_tool_says_what_it_does_and_answers_as_the_reader_may_see(
    put: Put, library: Library, viewer: PageViewer
) -> None:
    put(document("open"), "Clean water.")
    put(document("secret", access="internal"), "Clean water for the mayor.")
    server = tools(library, viewer, ANONYMOUS, LINKS)
    listed = anyio.run(server.list_tools)
    assert {tool.name for tool in listed} == {"search", "ask", "experts", "match", "prior_work", "document"}
    assert all(tool.description and len(tool.description) > 40 for tool in listed)
    found = str(anyio.run(server.call_tool, "search", {"query": "water", "limit": 500}))
    assert "open.txt" in found and "secret" not in found
    with pytest.raises(Exception, match="no document secret"):
        anyio.run(server.call_tool, "document", {"document_id": "secret"})

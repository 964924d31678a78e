"""Errors as responses: a status, a page for people, JSON for programs, and nothing from inside."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from kb.errors import (
    LibraryError,
    MailError,
    ModelError,
    ModelMismatch,
    NotFound,
    PolikbError,
    UnreadableFile,
    Withdrawn,
)
from kb.settings import Settings
from kb.translations import translator
from tests.served import OpenClient
from web.app import create_app
from web.errors import FRAMEWORK, PROBLEMS, LocalisedError

INSIDE = "/secret/path of the server"
RAISED: dict[str, Exception] = {
    "absent": NotFound("document bees"),
    "withdrawn": Withdrawn("2024-03-05", "At the author's request."),
    "model": ModelError(INSIDE),
    "library": LibraryError(INSIDE),
    "mail": MailError(INSIDE),
    "file": UnreadableFile(INSIDE),
    "other": PolikbError(INSIDE),
    "bug": ZeroDivisionError(INSIDE),
    "large": LocalisedError(
        413, "The file is larger than {megabytes} MB. Make it smaller, or split it.", {"x-extra": "1"}, megabytes=7
    ),
    "members": LocalisedError(401, "Sign in to continue."),
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A server with routes that raise."""
    app = create_app(Settings(home=tmp_path_factory.mktemp("errors") / "home"))

    def broken(name: str) -> Any:
        raise RAISED[name]

    app.add_api_route("/broken/{name}", broken, methods=["GET", "POST"])
    app.add_api_route("/api/broken/{name}", broken)
    app.add_api_route("/broken/{name}/picture", broken)
    with OpenClient(app, raise_server_exceptions=False, headers={"Accept-Language": "en"}) as client:
        yield client


@pytest.mark.parametrize(
    ("name", "status", "says"),
    [
        ("absent", 404, "There is no document bees here."),
        ("withdrawn", 410, "This document was withdrawn on 5 March 2024. At the author's request."),
        ("model", 503, "The model that reads questions isn't available."),
        ("library", 503, "The library can't be used at the moment."),
        ("mail", 503, "The e-mail couldn't be sent. Try again later"),
        ("file", 500, "Something went wrong on our side. Reference: "),
        ("other", 500, "Something went wrong on our side. Reference: "),
        ("bug", 500, "Something went wrong on our side. Reference: "),
        ("large", 413, "The file is larger than 7 MB."),
    ],
)
def test_people_get_a_page_and_programs_get_json(client: TestClient, name: str, status: int, says: str) -> None:
    program, person = client.get(f"/api/broken/{name}"), client.get(f"/broken/{name}")
    assert program.status_code == person.status_code == status
    assert program.json().keys() == {"error"} and program.json()["error"].startswith(says)
    assert "<h1" in person.text and INSIDE not in person.text + program.text


def test_the_page_is_in_the_readers_language(client: TestClient) -> None:
    page = client.get("/broken/withdrawn", headers={"Accept-Language": "it"}).text
    assert "5 marzo 2024" in page and 'lang="it"' in page
    assert "7 MB" in client.get("/broken/large", headers={"Accept-Language": "it"}).text


def test_instead_of_a_picture_comes_text(client: TestClient) -> None:
    shown = client.get("/broken/absent/picture")
    assert shown.status_code == 404 and shown.text == "There is no document bees here."
    assert shown.headers["content-type"].startswith("text/plain")


def test_the_reference_of_an_error_leads_to_its_cause_in_the_log(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    reference = client.get("/api/broken/bug").json()["error"].rpartition(" ")[2].rstrip(".")
    assert len(reference) == 12 and f"Error {reference} at /api/broken/bug" in caplog.messages and INSIDE in caplog.text
    client.get("/api/broken/model")
    assert caplog.messages[-1] == INSIDE


def test_people_who_must_sign_in_are_led_there_and_programs_are_told(client: TestClient) -> None:
    person = client.get("/broken/members", follow_redirects=False)
    assert (person.status_code, person.headers["location"]) == (303, "/sign-in?then=%2Fbroken%2Fmembers")
    assert (client.get("/api/broken/members").status_code, client.get("/broken/large").headers["x-extra"]) == (401, "1")


@pytest.mark.parametrize(
    ("method", "path", "referer", "then"),
    [
        ("get", "/broken/members?list=a&list=b", "", "/broken/members?list=a&list=b"),
        ("post", "/broken/members", "http://testserver/curation?page=2", "/curation?page=2"),
        ("post", "/broken/members", "http://testserver.evil.example/curation", "/"),
        ("post", "/broken/members", "http://evil.example/?://testserver/curation", "/"),
        ("post", "/broken/members", "", "/"),
    ],
)
def test_signing_in_leads_back_to_a_page_that_can_be_shown(
    client: TestClient, method: str, path: str, referer: str, then: str
) -> None:
    answer = client.request(method, path, headers={"Referer": referer} if referer else {}, follow_redirects=False)
    assert answer.headers["location"] == f"/sign-in?{urlencode({'then': then})}"


def test_a_wrong_parameter_is_named(client: TestClient) -> None:
    answer = client.get("/api/search", params={"k": "many", "year_from": "12"})
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("The request isn't valid. ")
    assert "k: " in answer.json()["error"] and "year_from: " in answer.json()["error"]


@pytest.mark.parametrize(
    ("method", "path", "italian"),
    [
        ("get", "/documents/x/pages/uno", "number: deve essere un numero intero"),
        ("get", "/documents/x/pages/1/picture?width=9", "width: deve essere almeno 80"),
        ("get", f"/match?kept={'x' * 41}", "kept: può avere al massimo 40 caratteri"),
        ("get", "/prior-work/export?format=doc", "format: deve essere uno di questi valori: "),
        ("post", "/alerts", "email: manca"),
        ("delete", "/", "Questo indirizzo riceve solo i dati del suo modulo."),
        ("get", "/static/nothing.css", "Questa pagina non esiste."),
    ],
)  # fmt: skip
def test_what_the_framework_refuses_is_said_in_italian(
    client: TestClient, method: str, path: str, italian: str
) -> None:
    answer = client.request(method, path, headers={"Accept-Language": "it"})
    assert answer.status_code in (404, 405, 422) and italian in answer.text


def test_every_problem_with_a_value_has_its_italian() -> None:
    said = [*PROBLEMS.values(), *FRAMEWORK.values()]
    assert [text for text in said if translator("it")(text) == text] == []


def test_vectors_of_another_model_are_unusable_too() -> None:
    assert issubclass(ModelMismatch, PolikbError) and not issubclass(ModelMismatch, ModelError)

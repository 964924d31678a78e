"""Every route of the application responds the same, byte for byte, with and without documents that the reader may not see.

The routes are taken from the application, so that a new one is tried too. The hidden documents got their access in each way there is.
The server that holds them searches in a child process, the others by themselves.
"""

import io
import multiprocessing
import re
import shutil
import threading
import time
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from ingest.pipeline import ingest
from ingest.sources.discover import Options
from ingest.stated.corrections import correct
from kb.access.accounts import Accounts
from kb.library import Library
from kb.model import OWNER
from kb.search.scope import all_documents, open_document
from kb.settings import Settings, load_settings
from tests.ingest.harvest.repository import Server, record, run, speaks
from tests.served import OpenClient, services_of
from web.app import create_app

pytestmark = pytest.mark.slow

WORD = "correct horse battery"
STRANGER = ("192.0.2.9", 1)
MEMBERS = {
    "rita": ("reader", ()),
    "nina": ("reader", ()),
    "gino": ("reader", ("ethics",)),
    "carla": ("contributor", ()),
    "dario": ("contributor", ()),
}
NAMED = {"nina": "named", "gino": "group"}  # how the one restricted document was opened to each
# Values of parameters by name; others get the words. Words of hidden documents are among them.
WORDS = ("acqua", "wolframite", "author:zanzottera", "quante scuole osmiridio?")
VALUES: dict[str, Sequence[str]] = {
    "kind": ("thesis",), "language": ("it",), "year_from": ("2019",), "year_to": ("2022",), "sort": ("date",), "page": ("1", "2"), "k": ("20",),
    "offset": ("0", "3"), "limit": ("5",), "goal": ("6",), "access": ("restricted", "internal"), "format": ("bibtex", "csv"), "number": ("1",), "part": ("1",),
    "width": ("400",), "passage": ("1",), "verb": ("ListRecords", "ListIdentifiers", "Identify"), "metadataPrefix": ("oai_dc",), "then": ("/",),
    "state": ("new",), "partner": ("Cooperativa Osmio",), "department": ("Osmio",), "place": ("Milano",), "as_typed": ("1",),
}  # fmt: skip
BEGUN = [{"q": word} for word in ("wolfr", "zanz", "cooperativa os", "dipartimento di os")]
MORE: dict[str, list[dict[str, Any]]] = {  # what one parameter of a route doesn't reach; "document" alone stands for all
    "/api/suggest": BEGUN, "/opensearch/suggest": BEGUN,
    "/ask": [{"q": question} for question in (
        "Quante famiglie hanno l'acqua dal pozzo della scuola?", "Quante tesi ci sono?", "Chi ha scritto di acqua?",
        "Quante famiglie hanno l'acqua, e dove si è scavato il pozzo?")],
    "/oai": [{"verb": "ListSets"}, {"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "department:dipartimento-di-osmio"},
             {"verb": "GetRecord", "metadataPrefix": "oai_dc", "document": ""}, {"verb": "ListMetadataFormats", "document": ""}],
}  # fmt: skip
_RANDOM = re.compile(r"[A-Za-z0-9_-]{20,}")


@dataclass(frozen=True)
class Work:
    """A file of the library, hidden or not; `way` is how its access is stated."""

    way: str
    access: str
    name: str
    secret: str


OPEN = [Work(f"open{n}", "public", f"aperto{n}", "") for n in range(4)]
HIDDEN = [  # those that members see come first, so that documents are as old as each other in every library
    Work("option", "internal", "tesi-opzione", "osmiridio"), Work("default", "internal", "tesi-silenzio", "zirconio"),
    Work("harvest", "internal", "tesi-raccolta", "niobio"), Work("manifest", "restricted", "tesi-manifesto", "wolframite"),
    Work("edit", "restricted", "tesi-corretta", "tellurio"), Work("named", "restricted", "tesi-persona", "gallio"),
    Work("group", "restricted", "tesi-gruppo", "indio"), Work("zip", "restricted", "tesi-archivio", "cesio"),
    Work("embargo", "embargo", "tesi-embargo", "rubidio"), Work("withdrawn", "restricted", "tesi-ritirata", "bario"),
    Work("removed", "restricted", "tesi-tornata", "stronzio"), Work("upload", "restricted", "tesi-caricata", "vanadio"),
]  # fmt: skip


def text_of(work: Work) -> str:
    about = work.secret or work.name
    return (
        f"---\ntitle: Acqua e {about}, {work.name}\nauthors: {'Ada Zanzottera' if work.secret else 'Maria Rossi'}\nyear: 2021\n"
        f"organisations: {'Cooperativa Osmio' if work.secret else 'Comune di Lodi'}\n"
        f"department: Dipartimento di {'Osmio' if work.secret else 'Acque'}\n---\n\n# Il pozzo\n\n"
        f"Il pozzo della scuola dà acqua a 41 famiglie del quartiere; il {about} fu misurato nel 2021 a Milano (documento di finzione).\n\n"
        f"# Risultati\n\nNella scuola di {work.name} si è scavato un pozzo nuovo, e l'acqua è pulita: {about} non se ne trova.\n"
    )


def put_in(library: Library, folder: Path, work: Work, server: Server) -> None:
    """Take a file in, its access stated in the work's way."""
    place = folder / work.way
    place.mkdir(parents=True, exist_ok=True)
    file = place / f"{work.name}.md"
    file.write_text(text_of(work))
    match work.way:
        case "manifest":
            (place / "manifest.csv").write_text(f"path,access\n{file.name},restricted\n")
        case "embargo":
            (place / "manifest.csv").write_text(f"path,access,embargo_until\n{file.name},public,2999-01-01\n")
        case "zip":
            with zipfile.ZipFile(place / "tesi.zip", "w") as archive:
                archive.write(file, f"dentro/{file.name}")
            file.unlink()
            (place / "manifest.csv").write_text("path,access\ntesi.zip,restricted\n")
        case "harvest":
            server.routes["/niobio.md"] = (200, {"content-type": "text/markdown"}, text_of(work).encode())
            speaks(server, record(work.secret, f"{server.url}/niobio.md"))
            file.unlink()
            found = run(library, server)
            assert not found.failed, found.failed
    if work.way in ("harvest", "upload"):
        return
    access = {"option": "internal", "withdrawn": "restricted", "removed": "restricted"}.get(work.way, "public")
    silent = work.way in ("manifest", "embargo", "zip", "default")
    found_here = ingest(library, [place], Options(access=None if silent else access))
    assert found_here.count("added") == 1, found_here.entries
    document = next(d for d in all_documents(library, OWNER) if work.name in d.source)
    if work.way in ("edit", "named", "group"):
        changes = {"edit": {"access": "restricted"}, "named": {"access": "restricted", "readers": "user:nina"}}
        correct(library, document.id, changes.get(work.way, {"access": "restricted", "readers": "group:ethics"}))
    if work.way in ("withdrawn", "removed"):
        if work.way == "withdrawn":
            library.withdraw(document, reason="")
            library.catalogue.withdrawals.lift(document.id)
        else:
            library.remove(document)
        assert ingest(library, [place], Options(access="public")).count("added") == 1


def fill(settings: Settings, folder: Path, works: Sequence[Work], server: Server, begun: Path | None = None) -> None:
    """Make a library of these works, or add them to a copy of the one in `begun`."""
    if begun:
        shutil.copytree(begun, settings.home)
    with Library(settings, writable=True) as library:
        for at, work in enumerate(works):
            if begun or at == len(OPEN):
                library.catalogue.set_fact("default access", "internal")
            put_in(library, folder, work, server)
        library.catalogue.set_fact("default access", "internal")
        library.embedding_queue.run()
        library.lexical_updates.rebuild()  # tantivy counts the words of earlier versions until it merges, here or there
    if begun:
        return
    accounts = Accounts(settings.home)
    for name, (role, groups) in MEMBERS.items():
        accounts.add(name, WORD, role, groups)  # type: ignore[arg-type]
    accounts.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Iterator[dict[str, TestClient]]:
    """Clients of servers by what their libraries hold: everything, and only what strangers, members, a named reader or one of a group see."""
    place = tmp_path_factory.mktemp("everywhere")
    base = replace(load_settings({}), model_cache=model_cache, workers=1, requests_per_minute=10**6)
    server, clients = Server(), dict[str, TestClient]()
    inside = [work for work in HIDDEN if work.access == "internal"]
    held: dict[str, tuple[str, Sequence[Work]]] = {
        "all": ("", [*OPEN, *HIDDEN]),
        "public": ("", OPEN),
        "internal": ("public", inside),
        **{who: ("internal", [work for work in HIDDEN if work.way == way]) for who, way in NAMED.items()},
        "carla": ("internal", []),  # the one who uploads the last document
    }
    try:
        for name, (begun, works) in held.items():
            settings = replace(base, home=place / name)
            fill(settings, place / "in", works, server, place / begun if begun else None)
        for name in held:
            settings = replace(base, home=place / name)
            clients[name] = OpenClient(create_app(settings), client=STRANGER, raise_server_exceptions=False).__enter__()
        for name in ("all", "carla"):
            _upload(clients[name], HIDDEN[-1])
        _search_in_a_process(clients["all"])
        yield clients
    finally:
        for client in clients.values():
            client.__exit__(None, None, None)
        server.close()


def _upload(client: TestClient, work: Work) -> None:
    carla = client_of(client, "carla")
    sent = {"file": (f"{work.name}.md", text_of(work).encode())}
    assert carla.post("/upload", files=sent, data={"access": "restricted"}, follow_redirects=False).status_code == 303
    library = services_of(client).library
    end = time.monotonic() + 90
    while services_of(client).uploads.waiting or not any(work.name in d.source for d in all_documents(library, OWNER)):
        assert time.monotonic() < end
        time.sleep(0.1)


def _search_in_a_process(client: TestClient) -> None:
    """Have a child process of the server search for it, which is started when two searches meet."""
    searches, met = services_of(client).searches, threading.Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        for _ in range(2):
            pool.submit(searches.run, lambda _: met.wait(60))
    end = time.monotonic() + 90
    while not searches.run(_is_child):
        assert time.monotonic() < end
        time.sleep(0.1)


def _is_child(_: Library) -> bool:
    return multiprocessing.parent_process() is not None


def _save_an_answer(server: TestClient, document: str) -> str:
    """The token of an answer, saved by a reader who may see the document in it."""
    shown = {
        "question": "Quanto wolframite?",
        "refused": False,
        "model": "extractive",
        "value": None,
        "citations": [],
        "works": [{"id": document}],
    }
    saved = services_of(server).library.catalogue.saved_answers
    return saved.keep(shown, 1, 100)


def client_of(server: TestClient, who: str) -> TestClient:
    """A client for a member, for "token" with rita's token for reading, for "" without any account."""
    client = TestClient(
        server.app,
        client=STRANGER,
        raise_server_exceptions=False,
        follow_redirects=False,
        headers={"Accept-Language": "it"},
    )
    client.portal = server.portal  # the server's event loop; by itself, each request would start one
    if who == "token":
        accounts = services_of(client).accounts
        client.headers["authorization"] = f"Bearer {accounts.issue_token(accounts.member('rita'), 'test')}"
    elif who:
        assert client.post("/sign-in", data={"name": who, "password": WORD}).status_code == 303
    return client


def routes_of(app: FastAPI) -> list[APIRoute]:
    """All routes of the application, those of included routers too."""

    def walk(routes: Sequence[Any]) -> Iterator[APIRoute]:
        for route in routes:
            if isinstance(route, APIRoute):
                yield route
            elif (inner := getattr(route, "original_router", None)) is not None:
                yield from walk(inner.routes)

    return list(walk(app.routes))


def paths(route: APIRoute, ids: Sequence[str], token: str) -> list[str]:
    choices = {
        "token": ("x", token),
        "document_id": ids,
        "number": ("1", "99"),
        "entity_id": ("ada-zanzottera", "maria-rossi", "cooperativa-osmio", "comune-di-lodi"),
    }
    found = [route.path]
    for name in route.param_convertors:
        found = [path.replace(f"{{{name}}}", value) for path in found for value in choices.get(name, ("1", "x"))]
    return found


def queries(route: APIRoute, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Parameters to try: each by itself, with words if the route takes any; then those in MORE, with each of the ids."""
    names = []
    for parameter in route.dependant.query_params:
        fields = getattr(parameter.field_info.annotation, "model_fields", None)
        names += list(fields) if fields else [parameter.alias]
    if route.path == "/oai":
        names = ["verb"]
    wordy = [name for name in names if name not in VALUES]
    found: list[dict[str, Any]] = [{}, *({name: word} for name in wordy for word in WORDS)]
    beside = {wordy[0]: WORDS[0]} if wordy else {"metadataPrefix": "oai_dc"} if route.path == "/oai" else {}
    found += [{**beside, name: value} for name in names for value in VALUES.get(name, ())]
    if "document_id" in route.param_convertors:
        return found[:3]
    if "document" in names:
        found += [{"document": list(ids), "format": name} for name in ("bibtex", "apa", "docx")]
    for more in MORE.get(route.path, ()):
        found += [{**more, "identifier": f"oai:testserver:{each}"} for each in ids] if "document" in more else [more]
    return found


def told(client: TestClient, method: str, path: str, sent: dict[str, Any]) -> tuple[int, str, dict[str, str]]:
    """(status, text, headers) of an answer, without what differs from one library to the next: keys, times, random tokens."""
    if method == "POST":
        answer = client.post(path, json=sent) if path.startswith("/api/") else client.post(path, data=sent)
    else:
        answer = client.request(method, path, params=sent)
    text = re.sub(r'("passage_id":|/passages/|[?]passage=)\s*\d+', r"\1", _plain(answer.content))
    text = re.sub(
        r'name="(?:key|after)" value="[0-9a-f]+"|<updated>[^<]*</updated>|<(responseDate|datestamp|lastmod)>[^<]*<|Riferimento: \w+',
        "",
        text,
    )
    text = re.sub(r"/uploads/\d+-[0-9a-f]+", "/uploads/*", text)
    text = re.sub(r"\d\d:\d\d:\d\d(?:[.,]\d+)?|in [\d.,]+ s\b", "", text)
    headers = {name: value for name, value in answer.headers.items() if name not in (
        "etag", "last-modified", "content-length", "x-request-id", "set-cookie", "location", "retry-after", "date")}  # fmt: skip
    return answer.status_code, _RANDOM.sub("*", text) if method == "POST" else text, headers


def _plain(content: bytes) -> str:
    """The text of an answer; of a Word file, of its parts."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(
            archive.read(name).decode("utf-8", "replace") for name in archive.namelist() if "docProps" not in name
        )


BODIES: dict[str, list[dict[str, str]]] = {
    "/api/ask": [{"question": question} for question in (*WORDS, "Quante famiglie hanno l'acqua, e dove si è scavato il pozzo?")], "/api/match": [{"need": "Vorremmo acqua per le scuole, con wolframite."}],
    "/api/prior-work": [{"idea": "Pozzi di scuola e osmiridio a Milano."}], "/match": [{"need": "Vorremmo acqua per le scuole, con wolframite."}],
    "/prior-work": [{"idea": "Pozzi di scuola e osmiridio a Milano."}],
}  # fmt: skip
# Of oneself, or another's.
UNTRIED = {
    "/sign-out",
    "/account/password",
    "/account/tokens",
    "/account/tokens/{token_id}/revoke",
    "/account",
    "/metrics",
}


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("", "public"),
        ("rita", "internal"),
        ("dario", "internal"),
        ("carla", "carla"),
        ("token", "internal"),
        ("nina", "nina"),
        ("gino", "gino"),
    ],
)
def test_no_route_tells_of_what_is_hidden(served: dict[str, TestClient], who: str, sees: str) -> None:
    whole, without = client_of(served["all"], who), client_of(served[sees], who)
    app: FastAPI = whole.app  # type: ignore[assignment]
    ids, tried = _ids(served["all"]), 0
    token = _save_an_answer(served["all"], ids[HIDDEN.index(next(work for work in HIDDEN if work.way == "manifest"))])
    for route in routes_of(app):
        if route.path in UNTRIED:
            continue
        for method in sorted(route.methods or ()):
            for path in paths(route, ids, token):
                for at, sent in enumerate(BODIES.get(route.path, [{}]) if method == "POST" else queries(route, ids)):
                    a, b = told(whole, method, path, sent), told(without, method, path, sent)
                    assert a == b, (who, method, path, sent, _difference(a[1], b[1]))
                    assert a[0] < 500, (path, sent)
                    tried += 1
                    if method == "GET" and at < 2:
                        assert told(whole, "HEAD", path, sent) == (a[0], "", a[2]), (who, path, sent)
    assert tried > 400


def test_of_an_uploaders_own_restricted_document_search_holds_nothing(served: dict[str, TestClient]) -> None:
    client = client_of(served["all"], "carla")
    held = client.get("/api/search", params={"q": "vanadio", "k": 20}).json()["hits"]
    assert not any("vanadio" in hit["text"] for hit in held), "an uploader sees it only where it is theirs"


def _ids(server: TestClient) -> list[str]:
    """The ids of all hidden documents and of one that is open."""
    library = services_of(server).library
    found = {d.source: d.id for d in all_documents(library, OWNER)}
    hidden = [
        found[source]
        for work in HIDDEN
        for source in found
        if work.name in source or (work.way == "harvest" and "niobio" in source)
    ]
    assert len(hidden) == len(HIDDEN), found
    for work, name in zip(HIDDEN, hidden, strict=True):
        document = open_document(library, name, OWNER).document
        assert (document.access, bool(document.embargo_until)) == (
            ("public", True) if work.access == "embargo" else (work.access, False)
        ), work
    return [*hidden, *(found[source] for source in found if OPEN[0].name in source)]


def _difference(a: str, b: str) -> str:
    at = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return f"{a[max(at - 80, 0) : at + 80]!r} against {b[max(at - 80, 0) : at + 80]!r}"

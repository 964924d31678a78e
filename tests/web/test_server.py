"""The server that `polikb serve` runs, on connections that are slower than any browser's."""

import socket
import threading
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from kb.settings import load_settings
from web import server as served
from web.server import Server

SLOW = 60  # connections


def test_connections_that_send_no_request_are_closed_and_others_are_answered(
    tmp_path: Path, model_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served, "HEAD_SECONDS", 1.0)
    monkeypatch.setattr(served, "BODY_SECONDS", 1.0)
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(replace(load_settings({}), home=tmp_path / "home", model_cache=model_cache), "127.0.0.1", port)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        beginnings = (
            b"",
            b"GET /search HTTP/1.1\r\nHost: x\r\nX-Slow: ",
            b"POST /ask HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nq=",
        )
        slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(SLOW)]
        for at, connection in enumerate(slow):
            connection.sendall(beginnings[at % len(beginnings)])
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}") as client:
            assert client.get("/healthz").status_code == 200, "beside them"
            for connection in slow:
                connection.settimeout(10)
                with closing(connection):
                    _until_closed(connection)
            assert client.get("/healthz").status_code == 200, "after them"
        need = b"GET /match?need=" + b"%F0%9F%98%80" * 5_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"
        with closing(socket.create_connection(("127.0.0.1", port))) as connection:
            assert not _is_refused(connection, need), "64 KiB fit"
        for head in (b"GET /healthz?" + b"q=a&" * 3_000_000, b"GET /healthz HTTP/1.1\r\nX-Large: " + b"a" * 12_000_000):
            with closing(socket.create_connection(("127.0.0.1", port))) as connection:
                assert _is_refused(connection, head), "a head that never ends"
    finally:
        server.should_exit = True
        thread.join()


def _is_refused(connection: socket.socket, data: bytes) -> bool:
    """Whether the server closes a connection before it has read all of this."""
    connection.settimeout(10)
    try:
        connection.sendall(data)
        return connection.recv(1000).startswith(b"HTTP/1.1 400")
    except ConnectionError:
        return True


def _until_closed(connection: socket.socket) -> None:
    try:
        while connection.recv(1000):
            pass
    except ConnectionResetError:
        pass

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
    finally:
        server.should_exit = True
        thread.join()


def _until_closed(connection: socket.socket) -> None:
    try:
        while connection.recv(1000):
            pass
    except ConnectionResetError:
        pass

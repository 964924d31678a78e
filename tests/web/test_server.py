"""The server that `polikb serve` runs, on connections that are slower than any browser's."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from kb.settings import load_settings
from web import server as served
from web.server import Server

SLOW = 60  # connections


def test_slow_connections_are_closed_and_others_are_answered(
    tmp_path: Path, model_cache: Path, monkeypatch: pytest.MonkeyPatch, free_port: int
) -> None:
    for limit in ("HEAD_SECONDS", "BODY_SECONDS", "READ_SECONDS"):
        monkeypatch.setattr(served, limit, 1.0)
    server = Server(replace(load_settings({}), home=tmp_path / "home", model_cache=model_cache), "127.0.0.1", free_port)
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
        slow = [socket.create_connection(("127.0.0.1", free_port)) for _ in range(SLOW)]
        for at, connection in enumerate(slow):
            connection.sendall(beginnings[at % len(beginnings)])
        # A connection each: the server may close one that is kept just as the client uses it again.
        healthz = f"http://127.0.0.1:{free_port}/healthz"
        assert httpx2.get(healthz).status_code == 200, "beside them"
        for connection in slow:
            connection.settimeout(10)
            with closing(connection):
                _until_closed(connection)
        assert httpx2.get(healthz).status_code == 200, "after them"
        unread = [_unread(free_port, keep) for keep in (b"keep-alive", b"close") for _ in range(3)]
        _until(lambda: len(server.server_state.connections) >= len(unread))
        _until(lambda: not server.server_state.connections)
        for connection in unread:
            connection.close()
        need = b"GET /match?need=" + b"%F0%9F%98%80" * 5_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"
        with closing(socket.create_connection(("127.0.0.1", free_port))) as connection:
            assert not _is_refused(connection, need), "64 KiB fit"
        chunked = b"GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1"
        endless = (
            b"GET /healthz?" + b"q=a&" * 3_000_000,
            b"GET /healthz HTTP/1.1\r\nX-Large: " + b"a" * 12_000_000,
            chunked + b"\r\nx\r\n0\r\n" + b"X-Trailer: aaaa\r\n" * 800_000,
            chunked + b";extension=" + b"a" * 12_000_000,
        )
        for head in endless:
            with closing(socket.create_connection(("127.0.0.1", free_port))) as connection:
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


def _unread(port: int, keep: bytes) -> socket.socket:
    """A connection that asks for more than its buffers hold, and reads none of it."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", port))
    connection.setblocking(False)
    with suppress(BlockingIOError):
        connection.sendall(b"GET /static/style.css HTTP/1.1\r\nHost: x\r\n\r\n" * 500)
        connection.sendall(b"GET /static/style.css HTTP/1.1\r\nHost: x\r\nConnection: " + keep + b"\r\n\r\n")
    return connection


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def _until_closed(connection: socket.socket) -> None:
    try:
        while connection.recv(1000):
            pass
    except ConnectionResetError:
        pass

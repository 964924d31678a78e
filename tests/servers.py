"""Real HTTP servers on this machine, for tests: started with a handler, closed when the test is over."""

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Keeper


class LocalServer:
    """Serves at `url` until `close`."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        """Stop serving and wait for the thread."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


Answer = Callable[[str, dict[str, Any]], tuple[int, bytes, str]]


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """A real HTTP server that answers (path, body) with (status, bytes, content type)."""

    class Handler(BaseHTTPRequestHandler):
        def _reply(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, data, kind = answer(self.path, json.loads(body) if body else {})
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("ETag", f'"{hash(data) & 0xFFFFFFFF:040x}"')
            self.send_header("X-Repo-Commit", "0" * 40)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        do_GET = do_POST = do_HEAD = _reply

        def log_message(self, *_: object) -> None:
            pass

    server = LocalServer(Handler)
    try:
        yield server.url
    finally:
        server.close()


Script = Callable[[str], list[str]]  # the whole prompt → the pieces of the answer


class ModelServer(LocalServer):
    """A language model's server: `script` writes the answer; `status`, `stall` and `cut` are ways to fail."""

    def __init__(self, script: Script) -> None:
        self.script, self.status, self.stall, self.cut = script, 200, 0.0, 0
        self.prompts: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                prompt = "\n".join(str(message["content"]) for message in body["messages"])
                outer.prompts.append(prompt)
                if outer.status != 200:
                    self.send_response(outer.status)
                    self.send_header("retry-after", "0")
                    self.end_headers()
                    return
                openai = "chat/completions" in self.path
                self.send_response(200)
                self.send_header("content-type", "text/event-stream" if openai else "application/x-ndjson")
                self.end_headers()
                pieces = outer.script(prompt)
                for at, piece in enumerate(pieces):
                    if outer.stall:
                        time.sleep(outer.stall)
                    if outer.cut and at == outer.cut:
                        self.connection.close()
                        return
                    self._send(openai, piece, last=at + 1 == len(pieces))

            def _send(self, openai: bool, piece: str, last: bool) -> None:
                if openai:
                    base = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "tiny"}
                    choice: dict[str, Any] = {
                        "index": 0,
                        "delta": {"role": "assistant", "content": piece},
                        "finish_reason": None,
                    }
                    self.wfile.write(f"data: {json.dumps({**base, 'choices': [choice]})}\n\n".encode())
                    if last:
                        choice = {"index": 0, "delta": {}, "finish_reason": "stop"}
                        self.wfile.write(
                            f"data: {json.dumps({**base, 'choices': [choice]})}\n\ndata: [DONE]\n\n".encode()
                        )
                else:
                    message = {"role": "assistant", "content": piece}
                    line = {"model": "tiny", "created_at": "2026-01-01T00:00:00Z", "message": message, "done": last}
                    self.wfile.write(json.dumps(line).encode() + b"\n")
                self.wfile.flush()

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(Handler)


def source_of(prompt: str, words: str) -> str:
    """The number of the source in a prompt that holds these words."""
    for block in re.split(r"\n\n(?=\[\d+\])", prompt):
        if words in block and (match := re.match(r"\[(\d+)\]", block.strip())):
            return match[1]
    raise AssertionError(f"{words!r} was not sent")


class Mailbox(Keeper):
    """An SMTP handler that keeps the messages it receives; it refuses all of them while it is `full`."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Message] = []
        self.full = False

    def handle_message(self, message: Message) -> None:
        self.messages.append(message)

    async def handle_RCPT(self, server, session, envelope, address, options):  # type: ignore[no-untyped-def]
        if self.full:
            return "452 the mailbox is full"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@contextmanager
def receiving() -> Iterator[tuple[Mailbox, str]]:
    """A real SMTP server: the mailbox that gets its messages, and its address."""
    mailbox, port = Mailbox(), free_port()
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield mailbox, f"smtp://127.0.0.1:{port}"
    finally:
        server.stop()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, seconds: float = 30) -> None:
    """Wait until a page is answered with 200. Raises AssertionError after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if httpx2.get(url).status_code == 200:
                return
        except httpx2.HTTPError:
            time.sleep(0.1)
    raise AssertionError(f"{url} doesn't answer")

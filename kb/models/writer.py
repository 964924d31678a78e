"""The language model that writes answers, on Ollama or any OpenAI-compatible server, through llama-index."""

import itertools
import queue
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal, Protocol

from kb.errors import ModelError
from kb.settings import Settings

# By judgement.
_MAX_TOKENS = 4000  # of an answer
_ATTEMPTS = 3
_PAUSE = 0.1  # seconds; doubled at each attempt
_SAID = 300  # characters of a server's message that are logged


@dataclass(frozen=True)
class Message:
    """A message of the conversation with the model."""

    role: Literal["system", "user", "assistant"]
    text: str


class Writer(Protocol):
    """A language model that streams answers. `name` is shown with the answer."""

    name: str

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Yield the answer in pieces as they arrive. Raises ModelError, possibly after some pieces."""


class ServerWriter:
    """A llama-index language model. `seconds` is the time for a whole answer, retries included."""

    def __init__(self, model: Any, name: str, seconds: float = 60.0) -> None:
        self._model, self.name, self._seconds = model, name, seconds

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Yield the answer in pieces. Raises ModelError if the server fails, takes too long or ends without an end marker.

        A server that is busy or can't be reached is asked again while there is time and nothing has been written.
        """
        end = time.monotonic() + self._seconds
        for attempt in itertools.count(1):
            written = False
            try:
                for piece in self._within(messages, end):
                    written = True
                    yield piece
                return
            except ModelError:
                raise
            except Exception as error:  # each client library raises its own exceptions
                pause = _PAUSE * 2**attempt
                if written or attempt == _ATTEMPTS or not _is_passing(error) or time.monotonic() + pause > end:
                    raise ModelError(
                        f"The language model {self.name} failed: {_said(error)}", _reason(error)
                    ) from error
                time.sleep(pause)

    def _within(self, messages: Sequence[Message], end: float) -> Iterator[str]:
        """Yield the pieces of one attempt as they arrive, until `end`; a thread waits for the server, which may never answer."""
        arrived: queue.Queue[str | Exception | None] = queue.Queue()
        threading.Thread(target=self._receive, args=(messages, arrived), daemon=True).start()
        while True:
            try:
                piece = arrived.get(timeout=max(end - time.monotonic(), 0.0))
            except queue.Empty:
                seconds = f"{self._seconds:g}"
                raise ModelError(
                    f"The language model {self.name} took longer than {seconds} seconds (POLIKB_LLM_SECONDS).",
                    f"> {seconds} s",
                ) from None
            if piece is None:
                return
            if isinstance(piece, Exception):
                raise piece
            yield piece

    def _receive(self, messages: Sequence[Message], arrived: "queue.Queue[str | Exception | None]") -> None:
        """Put the pieces of an answer into a queue, and last None or the error."""
        from llama_index.core.base.llms.types import ChatMessage, MessageRole

        turns = [ChatMessage(role=MessageRole(message.role), content=message.text) for message in messages]
        finished = False
        try:
            for part in self._model.stream_chat(turns):
                finished = finished or _is_last(part.raw)
                if part.delta:
                    arrived.put(str(part.delta))
        except Exception as error:  # noqa: BLE001 raised again by the thread that waits
            arrived.put(error)
            return
        broken = ModelError(
            f"The language model {self.name} stopped in the middle of its answer.", "it stopped in the middle"
        )
        arrived.put(None if finished else broken)


def _status(error: Exception) -> int:
    """The HTTP status of a client library's exception; 0 if it has none."""
    return int(getattr(error, "status_code", 0) or getattr(getattr(error, "response", None), "status_code", 0) or 0)


def _is_passing(error: Exception) -> bool:
    """Whether a failure may be temporary: a busy or failing server, or one that can't be reached just now."""
    status = _status(error)
    return status in (408, 409, 429) or status >= 500 or (not status and "timeout" not in type(error).__name__.lower())


def _said(error: Exception) -> str:
    """Status and first line of an error, for the log, without API keys."""
    first = next(iter(str(error).splitlines()), "") or type(error).__name__
    return re.sub(r"\b(?:sk|key|pk)-[\w*-]+", "…", f"{_status(error) or ''} {first}".strip())[:_SAID]


def _reason(error: Exception) -> str:
    """The reason of a failure as it may be shown to anyone: status and phrase, or that the server can't be reached."""
    status = _status(error)
    if not status:
        return "timeout" if "timeout" in type(error).__name__.lower() else "the server can't be reached"
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _is_last(raw: Any) -> bool:
    """Whether a stream chunk marks the end of the answer, in OpenAI's protocol (`finish_reason`) or Ollama's (`done`)."""
    choices = getattr(raw, "choices", None)
    if choices is not None:
        return any(choice.finish_reason for choice in choices)
    return bool(raw.get("done")) if isinstance(raw, dict) else bool(getattr(raw, "done", False))


def load_writer(settings: Settings) -> Writer | None:
    """The language model that POLIKB_LLM names; None if it is empty. Raises ModelError for an unusable value."""
    if not settings.llm:
        return None
    kind, colon, name = settings.llm.partition(":")
    if not colon or not name or kind not in _SERVERS:
        raise ModelError(
            f"POLIKB_LLM={settings.llm!r} must be ollama:NAME or openai:NAME; leave it empty to answer with quotes only."
        )
    return ServerWriter(_SERVERS[kind](name, settings), settings.llm, float(settings.llm_seconds))


def _ollama(name: str, settings: Settings) -> Any:
    from llama_index.llms.ollama import Ollama

    return Ollama(
        model=name, base_url=settings.llm_url or settings.ollama_url, request_timeout=float(settings.llm_seconds),
        temperature=0.0, context_window=8192,
    )  # fmt: skip


def _openai(name: str, settings: Settings) -> Any:
    from llama_index.llms.openai_like import OpenAILike

    if not settings.llm_url:
        raise ModelError("POLIKB_LLM=openai:… needs POLIKB_LLM_URL, such as http://127.0.0.1:8080/v1.")
    return OpenAILike(
        model=name, api_base=settings.llm_url, api_key=settings.llm_key or "none", timeout=float(settings.llm_seconds),
        max_retries=0, temperature=0.0, is_chat_model=True, max_tokens=_MAX_TOKENS,
    )  # fmt: skip


_SERVERS: dict[str, Callable[[str, Settings], Any]] = {"ollama": _ollama, "openai": _openai}

"""The language model that writes answers, on Ollama or any OpenAI-compatible server, through llama-index."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from kb.errors import ModelError
from kb.settings import Settings

_MAX_TOKENS = 4000  # of an answer, by judgement


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
    """A llama-index language model."""

    def __init__(self, model: Any, name: str) -> None:
        self._model, self.name = model, name

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Yield the answer in pieces. Raises ModelError if the server fails or the stream ends without an end marker."""
        from llama_index.core.base.llms.types import ChatMessage, MessageRole

        turns = [ChatMessage(role=MessageRole(message.role), content=message.text) for message in messages]
        finished = False
        try:
            for part in self._model.stream_chat(turns):
                finished = finished or _is_last(part.raw)
                if part.delta:
                    yield str(part.delta)
        except Exception as error:  # each client library raises its own exceptions
            raise ModelError(f"The language model {self.name} failed: {error}") from error
        if not finished:
            raise ModelError(f"The language model {self.name} stopped in the middle of its answer.")


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
    return ServerWriter(_SERVERS[kind](name, settings), settings.llm)


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
        max_retries=2, temperature=0.0, is_chat_model=True, max_tokens=_MAX_TOKENS,
    )  # fmt: skip


_SERVERS: dict[str, Callable[[str, Settings], Any]] = {"ollama": _ollama, "openai": _openai}

"""Prometheus metrics: requests and their duration, answers and refusals, the size of the library."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.requests import Request

from kb.library import Library

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """Metrics of one server. Routes are labelled by their pattern, never by an address, which may contain a query."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter("polikb_requests", "Requests answered.", ["route", "status"], registry=self._registry)
        self._seconds = Histogram(
            "polikb_seconds", "Seconds a request took.", ["route"], buckets=_SECONDS, registry=self._registry
        )
        self._answers = Counter(
            "polikb_answers", "Questions answered or refused.", ["outcome"], registry=self._registry
        )
        self._held = Gauge(
            "polikb_held",
            "Documents, pages, passages and vectors in the library, and waiting uploads.",
            ["what"],
            registry=self._registry,
        )
        self._generation = Gauge("polikb_generation", "Number of changes of the library.", registry=self._registry)

    def request(self, request: Request, status: int, seconds: float) -> None:
        """Count a request."""
        route = getattr(request.scope.get("route"), "path", "none")
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answer(self, *, refused: bool) -> None:
        """Count an answer."""
        self._answers.labels("refused" if refused else "answered").inc()

    def render(self, library: Library, waiting: int) -> bytes:
        """All metrics as text; `waiting` is the number of uploads in the queue."""
        for what, count in library.catalogue.counts().items():
            self._held.labels(what).set(count)
        self._held.labels("uploads_waiting").set(waiting)
        self._generation.set(library.catalogue.generation)
        return generate_latest(self._registry)

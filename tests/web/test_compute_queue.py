"""Threads for searches and answers: as many at once as there are cores, and routes that answer with plain JSON."""

import asyncio
import json
import threading
from collections.abc import Awaitable
from dataclasses import dataclass

import pytest
from starlette.responses import PlainTextResponse, Response

from kb.errors import Busy
from web.compute_queue import ComputeQueue, computed, json_response


@dataclass
class Services:
    queue: ComputeQueue


def test_no_more_functions_run_at_once_than_there_are_cores() -> None:
    running, most, lock = 0, 0, threading.Lock()
    both = threading.Barrier(2)

    def work(number: int) -> int:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        both.wait(10)
        with lock:
            running -= 1
        return number * number

    async def all_of_them() -> list[int]:
        queue = ComputeQueue(2)
        return await asyncio.gather(*(queue.run(work, number) for number in range(6)))

    assert asyncio.run(all_of_them()) == [0, 1, 4, 9, 16, 25]
    assert most == 2


def test_a_function_runs_on_a_thread_of_its_own_and_its_errors_come_back() -> None:
    async def run() -> tuple[int, int]:
        return threading.get_ident(), await ComputeQueue(1).run(threading.get_ident)

    here, there = asyncio.run(run())
    assert here != there
    with pytest.raises(ZeroDivisionError):
        asyncio.run(ComputeQueue(1).run(lambda: 1 // 0))


def test_a_route_answers_with_its_response_or_with_json() -> None:
    @computed
    def value(*, services: Services, name: str) -> object:
        """A route."""
        return {"città": name, "none": None}

    @computed
    def page(*, services: Services) -> Response:
        return PlainTextResponse("text", 201)

    services = Services(ComputeQueue(1))

    async def answered(waiting: Awaitable[Response]) -> Response:
        return await waiting

    answer = asyncio.run(answered(value(services=services, name="Lodi")))
    assert json.loads(bytes(answer.body)) == {"città": "Lodi", "none": None}
    assert answer.headers["content-type"] == "application/json" and value.__doc__ == "A route."
    assert asyncio.run(answered(page(services=services))).status_code == 201


def test_values_that_are_no_json_are_an_error_and_not_a_wrong_answer() -> None:
    assert json_response([1, "è"]).body == '[1,"è"]'.encode()
    with pytest.raises(TypeError):
        json_response({"set": {1, 2}})


def started(order: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The order in which one core starts functions that came in an order, "s" for a short and "l" for a long one."""
    monkeypatch.setattr("web.compute_queue._BETWEEN", 2)
    seen: list[str] = []

    async def all_of_them() -> None:
        queue, go_on = ComputeQueue(1), threading.Event()
        first = asyncio.create_task(queue.run(go_on.wait, 10))
        runs = {"s": queue.run, "l": queue.run_long}
        others = [asyncio.create_task(runs[kind](seen.append, kind)) for kind in order]
        await asyncio.sleep(0.01)
        go_on.set()
        await asyncio.gather(first, *others)

    asyncio.run(all_of_them())
    return "".join(seen)


def test_a_long_one_goes_first_and_then_after_some_short_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    assert started("ssllsss", monkeypatch) == "lssl" + "sss"
    assert started("sssssss" + "lllll", monkeypatch) == "lsslsslssl" + "sl", "after each second short one"
    assert started("lll", monkeypatch) == "lll"


def test_who_gives_up_waiting_leaves_the_queue() -> None:
    async def run() -> list[str]:
        queue, go_on, seen = ComputeQueue(1), threading.Event(), list[str]()
        first = asyncio.create_task(queue.run(go_on.wait, 10))
        gone, stays = (asyncio.create_task(queue.run_long(seen.append, name)) for name in ("gone", "stays"))
        await asyncio.sleep(0.01)
        gone.cancel()
        go_on.set()
        await asyncio.gather(first, gone, stays, return_exceptions=True)
        await queue.run(seen.append, "next")
        return seen

    assert asyncio.run(run()) == ["stays", "next"]


def test_the_queue_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.compute_queue._LONGEST", 3)
    go_on = threading.Event()

    async def all_of_them() -> list[object]:
        queue = ComputeQueue(1)
        started = [asyncio.create_task(queue.run(go_on.wait, 10)) for _ in range(6)]
        await asyncio.sleep(0.05)
        go_on.set()
        return await asyncio.gather(*started, return_exceptions=True)

    outcomes = asyncio.run(all_of_them())
    assert [isinstance(outcome, Busy) for outcome in outcomes] == [False] * 4 + [True] * 2

"""Requests to an ASGI application without a server: one as the protocol has it, or as httpx sends it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from fastapi import FastAPI
    from starlette.types import ASGIApp, Message

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the application answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(
    app: ASGIApp,
    target: str,
    *,
    method: str = "GET",
    client: str = "192.0.2.7",
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """The reply to a request for `target` (a path and perhaps a query string) from a machine."""
    path, _, query = target.partition("?")
    scope: dict[str, Any] = {
        "type": "http",
        "method": method,
        "path": path,
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()],
        "client": (client, 50_000),
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    async def run() -> None:
        await app(scope, receive, send)

    in_a_loop(run())
    return Reply(
        sent[0]["status"],
        {name.decode(): value.decode() for name, value in sent[0]["headers"]},
        b"".join(message.get("body", b"") for message in sent[1:]),
    )


@dataclass(frozen=True, slots=True)
class Client:
    """Asks an API; what breaks in it comes as the reply that a server would give."""

    api: FastAPI
    base: str = "http://localhost"

    def get(self, path: str, **more: Any) -> httpx.Response:
        """The reply to a GET."""
        return self.request("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        """The reply to a POST."""
        return self.request("POST", path, **more)

    def put(self, path: str, **more: Any) -> httpx.Response:
        """The reply to a PUT."""
        return self.request("PUT", path, **more)

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """The reply to a request; `more` is httpx's (`json`, `content`, `params`, `headers`)."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.api, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=self.base) as client:
                return await client.request(method, path, **more)

        return in_a_loop(send())


def in_a_loop(work: Coroutine[Any, Any, Answer]) -> Answer:
    """What `work` gives, run in a thread of its own: a browser's test may have a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()

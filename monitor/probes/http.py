"""Whether a URL answers: its status, a text in it, a value in its JSON, and how long it takes.

The standard library's client on a connection of the probe's own: a server that sends one byte a second, in its
headers or its body, ends with the time limit. Proxies of the environment are not used: what is asked is the target
itself.
"""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import SplitResult, urljoin, urlsplit

from pydantic import AfterValidator, Field, SecretStr

from monitor import outcome, targets

if TYPE_CHECKING:
    import ssl

_SCHEMES = {"https": 443, "http": 80}
_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})

EXAMPLE = """\
name = "shop"
kind = "http"
url = "https://shop.example/health"
json_path = "status"
json_is = "ok"
"""


class Settings(outcome.ProbeSettings):
    """A URL."""

    url: Annotated[SecretStr, AfterValidator(targets.checked(_SCHEMES))] = Field(
        description="The URL; a name and password in it are sent as basic authentication."
    )
    method: str = Field(default="GET", pattern=r"^[A-Z]+$", description="The method.")
    headers: Mapping[str, SecretStr] = Field(default={}, description="Headers to send, by name.")
    body: str | None = Field(default=None, description="What to send as the body.")
    token: SecretStr | None = Field(default=None, description="Sent as `Authorization: Bearer …`.")
    status: tuple[int, ...] = Field(
        default=(), description="The statuses that are right; 200 to 399 where none is said."
    )
    contains: str | None = Field(default=None, min_length=1, description="A text that must be in the body.")
    json_path: str | None = Field(
        default=None, description="A place in the JSON of the body, such as `status.database`."
    )
    json_is: str | int | float | bool | None = Field(
        default=None, description="What must be at `json_path`; any value but false and null where nothing is said."
    )
    redirects: bool = Field(default=True, description="Whether redirects are followed, at most five.")
    verify: targets.Verify = True
    ca_file: targets.CaFile = None
    most_bytes: int = Field(default=1_000_000, gt=0, description="The most bytes of the body that are read.")
    latency_ms: float | None = Field(default=500.0, gt=0, description="From this latency on it is degraded.")

    @property
    def target(self) -> str:
        """The URL without what is secret in it: name, password and query."""
        parts = urlsplit(self.url.get_secret_value())
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def probe(settings: Settings, context: outcome.Context) -> outcome.Outcome:
    """Ask, follow redirects, and look at the answer."""
    try:
        reply, body = _answer(settings, context)
    except http.client.HTTPException as error:
        sentence = f"It does not answer as HTTP ({type(error).__name__})."
        raise outcome.ProbeError(sentence) from error
    _check_status(settings, reply.status)
    text = body.decode("utf-8", "replace")
    if settings.contains is not None and settings.contains not in text:
        sentence = f"Its body does not have the text {settings.contains!r}."
        raise outcome.ProbeError(sentence)
    if settings.json_path is not None:
        _check_json(settings, text)
    return outcome.healthy(f"It answers with status {reply.status}.", http_status=reply.status, bytes=len(body))


def _check_status(settings: Settings, status: int) -> None:
    if (
        status not in settings.status
        if settings.status
        else not http.HTTPStatus.OK <= status < http.HTTPStatus.BAD_REQUEST
    ):
        known = {code.value: code.phrase for code in http.HTTPStatus}
        sentence = f"It answers with status {status}{f' ({known[status]})' if status in known else ''}."
        raise outcome.ProbeError(sentence)


def _check_json(settings: Settings, text: str) -> None:
    try:
        found = json.loads(text)
    except ValueError as error:
        sentence = "Its body is no JSON."
        raise outcome.ProbeError(sentence) from error
    for part in str(settings.json_path).removeprefix("$.").split("."):
        found = _inner(found, part)
    wanted = settings.json_is
    if found == wanted if wanted is not None else found not in (None, False):
        return
    expected = json.dumps(wanted) if wanted is not None else "true"
    sentence = f"{settings.json_path} in its JSON is {json.dumps(found)[:100]}, not {expected}."
    raise outcome.ProbeError(sentence)


def _inner(value: Any, part: str) -> Any:
    if isinstance(value, dict):
        return value.get(part)
    return value[int(part)] if isinstance(value, list) and part.isdecimal() and int(part) < len(value) else None


def _answer(settings: Settings, context: outcome.Context) -> tuple[http.client.HTTPResponse, bytes]:
    url, headers = settings.url.get_secret_value(), _headers(settings)
    method, body = settings.method, settings.body
    for _ in range(_MOST_REDIRECTS + 1):
        parts = urlsplit(url)
        connection = _connection(settings, context, parts)
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(method, path, body.encode() if body is not None else None, headers)
            reply = connection.getresponse()
            content = reply.read(settings.most_bytes)
        finally:
            connection.close()
        place = reply.getheader("Location")
        if not settings.redirects or reply.status not in _REDIRECTS or not place:
            return reply, content
        following = urljoin(url, place)
        if urlsplit(following).netloc != parts.netloc or urlsplit(following).scheme != parts.scheme:
            headers = {"User-Agent": headers["User-Agent"], "Accept": headers["Accept"]}
        if reply.status == http.HTTPStatus.SEE_OTHER:
            method, body = "GET", None
        url = following
    sentence = f"It redirects more than {_MOST_REDIRECTS} times."
    raise outcome.ProbeError(sentence)


def _headers(settings: Settings) -> dict[str, str]:
    """What is sent. Secrets go to the first host only."""
    headers = {"User-Agent": "longtail", "Accept": "*/*"}
    target = targets.parse(settings.url.get_secret_value(), _SCHEMES)
    if settings.token is not None:
        headers["Authorization"] = f"Bearer {settings.token.get_secret_value()}"
    elif target.user is not None:
        pair = f"{target.user}:{target.password or ''}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    return headers | {name: value.get_secret_value() for name, value in settings.headers.items()}


def _connection(settings: Settings, context: outcome.Context, parts: SplitResult) -> http.client.HTTPConnection:
    try:
        target = targets.parse(parts.geturl(), _SCHEMES)
    except ValueError as error:
        sentence = "It redirects to what is no URL of HTTP."
        raise outcome.ProbeError(sentence) from error
    tls: ssl.SSLContext | None = None
    if target.scheme == "https":
        tls = targets.tls_context(settings.ca_file, verify=settings.verify)
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.default_port = _SCHEMES[target.scheme]
    plain = context.limit.connect(target.host, target.port)
    try:
        connection.sock = tls.wrap_socket(plain, server_hostname=target.host) if tls is not None else plain
    except BaseException:
        plain.close()
        raise
    return connection

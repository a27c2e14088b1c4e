"""A RabbitMQ server: depth, unacknowledged messages, consumers and rates of its queues.

Asks the management plugin (`rabbitmq-plugins enable rabbitmq_management`); a user with the tag `monitoring` is enough.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, Field, SecretStr

from monitor import targets
from monitor.fetching import FetchError, Request, get
from monitor.kinds import KindSettings
from monitor.sample import Sample, counter, gauge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.limits import Limit

EXAMPLE = 'kind = "rabbitmq"\nname = "broker"\nurl = "http://monitor:${RABBIT_PASSWORD}@127.0.0.1:15672"\n'
_SCHEMES = {"http": 15672, "https": 15671}
_STATES = {"ready": "messages_ready", "unacked": "messages_unacknowledged"}
_FLOWS = {"publish": "published", "deliver_get": "delivered", "ack": "acknowledged", "redeliver": "redelivered"}


class Settings(KindSettings):
    """Where the management plugin is."""

    url: Annotated[SecretStr, AfterValidator(targets.checked(_SCHEMES))] = Field(
        description="`http://user:password@host:15672`, the address of the management plugin."
    )
    vhost: str | None = Field(
        default=None, description="The virtual host whose queues are told; all where nothing is said."
    )
    most_queues: int = Field(default=200, gt=0, description="How many queues are told, the longest first.")
    verify: bool = Field(default=True, description="Whether the certificate is checked, where it is HTTPS.")
    ca_file: targets.CaFile = None

    @property
    def instance(self) -> str:
        """Host and port."""
        return targets.parse(self.url.get_secret_value(), _SCHEMES).shown.partition("/")[0]


class Collector:
    """Asks one server."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def collect(self, limit: Limit) -> list[Sample]:
        """All of the server. Raises `FetchError`, or `OSError` where it cannot be reached."""
        vhost = f"/{quote(self._settings.vhost, safe='')}" if self._settings.vhost is not None else ""
        overview, queues = self._asked("overview", limit), self._asked(f"queues{vhost}", limit)
        samples = [*_overview(overview), *_queues(queues, self._settings.most_queues)]
        of = {"job": self._settings.name, "instance": self._settings.instance}
        return [sample.labelled(**of) for sample in samples]

    def _asked(self, path: str, limit: Limit) -> Any:
        url = urlsplit(self._settings.url.get_secret_value())
        target = targets.parse(url.geturl(), _SCHEMES)
        word = base64.b64encode(f"{target.user or 'guest'}:{target.password or 'guest'}".encode()).decode()
        host = f"[{target.host}]" if ":" in target.host else target.host
        is_secure = url.scheme == "https"
        tls = targets.tls_context(self._settings.ca_file, verify=self._settings.verify) if is_secure else None
        address = f"{url.scheme}://{host}:{target.port}{url.path.rstrip('/')}/api/{path}"
        request = Request(address, {"Authorization": f"Basic {word}", "Accept": "application/json"}, context=tls)
        try:
            return json.loads(get(request, limit).body)
        except ValueError as error:
            sentence = "It does not answer as RabbitMQ's management plugin."
            raise FetchError(sentence) from error


def _overview(told: dict[str, Any]) -> Iterator[Sample]:
    totals = told.get("object_totals") or {}
    for what in ("connections", "channels", "queues", "consumers"):
        if what in totals:
            yield gauge(f"rabbitmq_{what}", float(totals[what]))
    yield from _flows(told, "rabbitmq_messages")


def _queues(told: list[dict[str, Any]], most: int) -> Iterator[Sample]:
    for queue in sorted(told, key=lambda queue: -float(queue.get("messages") or 0))[:most]:
        of = {"queue": str(queue.get("name", "")), "vhost": str(queue.get("vhost", ""))}
        yield gauge("rabbitmq_queue_messages", float(queue.get("messages") or 0), **of)
        for state, key in _STATES.items():
            yield gauge(f"rabbitmq_queue_messages_{state}", float(queue.get(key) or 0), **of)
        yield gauge("rabbitmq_queue_consumers", float(queue.get("consumers") or 0), **of)
        yield gauge("rabbitmq_queue_memory_bytes", float(queue.get("memory") or 0), **of)
        yield from _flows(queue, "rabbitmq_queue_messages", **of)


def _flows(told: dict[str, Any], name: str, **of: str) -> Iterator[Sample]:
    stats = told.get("message_stats") or {}
    for key, word in _FLOWS.items():
        if key in stats:
            yield counter(f"{name}_{word}_total", float(stats[key]), **of)
            rate = (stats.get(f"{key}_details") or {}).get("rate")
            if rate is not None:
                yield gauge(f"{name}_{word}_per_second", float(rate), **of)

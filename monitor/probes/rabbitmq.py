"""Whether RabbitMQ lets in and opens a channel and, where it is asked for, how long a queue is."""

from __future__ import annotations

import logging
from typing import Annotated

import pika
import pika.exceptions
from pika.adapters.utils import connection_workflow as workflow
from pydantic import AfterValidator, Field, SecretStr

from monitor import outcome, targets

_NOT_FOUND = 404
_SCHEMES = {"amqp": 5672, "amqps": 5671}
logging.getLogger("pika").setLevel(logging.CRITICAL)  # it logs what is told here anyway

EXAMPLE = """\
name = "queue"
kind = "rabbitmq"
url = "amqp://longtail:${RABBITMQ_PASSWORD}@127.0.0.1/"
queue = "mails"
most_messages = 1000
consumers = 1
"""


class Settings(outcome.ProbeSettings):
    """A RabbitMQ server."""

    url: Annotated[SecretStr, AfterValidator(targets.checked(_SCHEMES))] = Field(
        description="`amqp://user:password@host:5672/vhost`; `amqps://` is over TLS."
    )
    queue: str | None = Field(default=None, description="A queue that must be there.")
    most_messages: int | None = Field(default=None, ge=0, description="With more messages in the queue it is degraded.")
    consumers: int | None = Field(default=None, ge=0, description="With fewer consumers of the queue it is unhealthy.")
    verify: targets.VerifyTls = True
    ca_file: targets.CaFile = None
    latency_ms: float | None = Field(default=500.0, gt=0, description="From this latency on it is degraded.")

    @property
    def target(self) -> str:
        """Host, port and virtual host."""
        return targets.parse(self.url.get_secret_value(), _SCHEMES).shown


def probe(settings: Settings, context: outcome.Context) -> outcome.Outcome:
    """Log in, open a channel, and look at the queue."""
    try:
        connection = pika.BlockingConnection(_parameters(settings, context))
        try:
            channel = connection.channel()
            if settings.queue is None:
                return outcome.healthy("It lets in and opens a channel.")
            found = channel.queue_declare(settings.queue, passive=True).method
        finally:
            if connection.is_open:
                connection.close()
    except workflow.AMQPConnectorStackTimeout as error:
        raise TimeoutError from error
    except pika.exceptions.AMQPError as error:
        raise outcome.ProbeError(_sentence(error, settings)) from error
    return _judged(settings, int(found.message_count), int(found.consumer_count))


def _judged(settings: Settings, messages: int, consumers: int) -> outcome.Outcome:
    details = {"messages": messages, "consumers": consumers}
    if settings.consumers is not None and consumers < settings.consumers:
        sentence = f"{settings.queue} has {consumers} consumers; it needs {settings.consumers}."
        return outcome.Outcome(outcome.Status.UNHEALTHY, sentence, details)
    sentence = f"{settings.queue} holds {messages} messages for {consumers} consumers."
    is_long = settings.most_messages is not None and messages > settings.most_messages
    return outcome.Outcome(outcome.Status.DEGRADED if is_long else outcome.Status.HEALTHY, sentence, details)


def _parameters(settings: Settings, context: outcome.Context) -> pika.ConnectionParameters:
    target = targets.parse(settings.url.get_secret_value(), _SCHEMES)
    seconds = context.limit.remaining
    tls = None
    if target.scheme == "amqps":
        tls = pika.SSLOptions(targets.tls_context(settings.ca_file, verify=settings.verify), target.host)
    return pika.ConnectionParameters(
        host=target.host,
        port=target.port,
        virtual_host=target.path or "/",
        credentials=pika.PlainCredentials(target.user or "guest", target.password or "guest"),
        connection_attempts=1,
        socket_timeout=seconds,
        stack_timeout=seconds,
        blocked_connection_timeout=seconds,
        ssl_options=tls,
        client_properties={"connection_name": "longtail"},
    )


def _sentence(error: pika.exceptions.AMQPError, settings: Settings) -> str:
    """Why not, in words: what pika wraps, or what RabbitMQ replied."""
    if isinstance(error, pika.exceptions.ProbableAuthenticationError):
        return "It refuses the name and password."
    if isinstance(error, pika.exceptions.ProbableAccessDeniedError):
        return "It refuses access to the virtual host."
    if isinstance(error, pika.exceptions.ChannelClosedByBroker):
        is_missing = error.reply_code == _NOT_FOUND
        return f"The queue {settings.queue} is not there." if is_missing else f"{error.reply_text.rstrip('.')}."
    inner = error.args[0] if error.args else None
    cause = inner.exception if isinstance(inner, workflow.AMQPConnectorPhaseErrorBase) else None
    if isinstance(cause, OSError):
        raise cause
    return "It does not answer as RabbitMQ does."

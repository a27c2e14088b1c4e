"""Whether Celery's workers answer a ping, as `celery inspect ping` asks them. Needs `longtail[celery]`.

The broker is asked first, as the probes redis and rabbitmq ask theirs: Celery's own client waits for ever for a
broker that sends one byte at a time.
"""

from __future__ import annotations

from typing import Annotated

import celery
import kombu.exceptions
from pydantic import AfterValidator, Field, SecretStr

from monitor import kinds, outcome, targets
from monitor.probes import rabbitmq, redis

_SCHEMES = {"redis": 6379, "rediss": 6379, "amqp": 5672, "amqps": 5671, "pyamqp": 5672}

EXAMPLE = """\
name = "workers"
kind = "celery"
url = "redis://127.0.0.1:6379/0"
at_least = 2
"""


class Settings(outcome.ProbeSettings):
    """The workers at a broker."""

    url: Annotated[SecretStr, AfterValidator(targets.checked(_SCHEMES))] = Field(
        description="The broker: `redis://:password@host:6379/0` or `amqp://user:password@host:5672/vhost`."
    )
    workers: tuple[str, ...] = Field(default=(), description="Workers that must answer, such as `celery@host`.")
    at_least: int = Field(default=1, ge=1, description="How many workers must answer.")
    wait: kinds.Duration = Field(default=2.0, description="How long answers are waited for.")
    every: kinds.Duration = Field(default=60.0, description="How often it runs.")

    @property
    def target(self) -> str:
        """The broker."""
        return targets.parse(self.url.get_secret_value(), _SCHEMES).shown


def probe(settings: Settings, context: outcome.Context) -> outcome.Outcome:
    """Ping all workers, until enough have answered or the time is over."""
    _ask_broker(settings, context)
    seconds = context.limit.remaining
    app = celery.Celery("longtail", broker=settings.url.get_secret_value(), set_as_current=False)
    timeouts = {"socket_timeout": seconds, "socket_connect_timeout": seconds, "max_retries": 0}
    app.conf.update(broker_connection_timeout=seconds, broker_transport_options=timeouts)
    most = len(settings.workers) or None
    try:
        with app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=seconds)
            replies = app.control.ping(
                destination=list(settings.workers) or None,
                timeout=min(settings.wait, seconds / 2),
                limit=most,
                connection=connection,
            )
    except kombu.exceptions.OperationalError as error:
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from None
        sentence = f"The broker does not let in: {str(error).rstrip('.')}."
        raise outcome.ProbeError(sentence) from error
    finally:
        app.close()
    return _judged(settings, sorted(name for reply in replies for name in reply))


def _ask_broker(settings: Settings, context: outcome.Context) -> None:
    """Raise what the broker's own probe raises."""
    url = settings.url.get_secret_value().removeprefix("py")
    kind = redis if url.startswith("redis") else rabbitmq
    kind.probe(kind.Settings(name=settings.name, kind=settings.kind, url=SecretStr(url)), context)


def _judged(settings: Settings, answered: list[str]) -> outcome.Outcome:
    missing = [name for name in settings.workers if name not in answered]
    if missing:
        sentence = f"{missing[0]} does not answer{f', nor do {len(missing) - 1} others' if missing[1:] else ''}."
        return outcome.measured(outcome.Status.UNHEALTHY, sentence, workers=answered)
    if len(answered) < settings.at_least:
        sentence = f"{len(answered)} of {settings.at_least} workers answer." if answered else "No worker answers."
        return outcome.measured(outcome.Status.UNHEALTHY, sentence, workers=answered)
    told = answered[0] if len(answered) == 1 else f"{len(answered)} workers"
    return outcome.measured(outcome.Status.HEALTHY, f"{told} answered.", workers=answered)

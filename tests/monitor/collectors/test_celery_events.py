"""Events of a real worker on Redis and on RabbitMQ: tasks that end in each way, and a broker that is not there."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import celery
import pytest

from monitor import collectors, kinds
from monitor.limits import Limit
from monitor.settings import typed
from tests import patience, services

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.services import Service

_APP = """
import os
from celery import Celery

app = Celery("shop", broker=os.environ["SHOP_BROKER"])


@app.task
def charge(number):
    return number


@app.task
def fail():
    raise ValueError("declined")


@app.task(bind=True, max_retries=1)
def again(self):
    raise self.retry(exc=KeyError("x"), countdown=0)
"""


@contextmanager
def _worker(folder: Path, broker: str) -> Iterator[None]:
    """A worker of the app, until the end of the block."""
    (folder / "shop.py").write_text(_APP, encoding="utf-8")
    command = [sys.executable, "-m", "celery", "-A", "shop", "worker", "-P", "solo", "-l", "WARNING", "-E"]
    environment = os.environ | {"SHOP_BROKER": broker}
    with (folder / "worker.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            process.wait(patience.seconds(30))


def _collector(broker: str) -> Any:
    tables = [{"kind": "celery", "name": "workers", "url": broker, "queues": ["celery", "unknown"]}]
    (settings,) = typed(collectors, tables, table="collector")
    return kinds.load(collectors, "celery").Collector(settings)


def _told(collector: Any) -> dict[str, float]:
    """Values by name and the labels that tell tasks apart."""
    with Limit(patience.seconds(20)) as limit:
        samples = collector.collect(limit)
    kept = ("name", "exception", "queue_name", "le")
    return {
        ",".join([one.series.name, *(value for name, value in one.series.labels if name in kept)]): one.value
        for one in samples
    }


def _broker(kind: str, request: pytest.FixtureRequest) -> str:
    service: Service = request.getfixturevalue(kind)
    if kind == "redis":
        return f"redis://:{service.password}@{services.HOST}:{service.port}/5"
    return f"amqp://{service.user}:{service.password}@{services.HOST}:{service.port}//"


@pytest.mark.parametrize("kind", ["redis", "rabbitmq"])
def test_events_of_a_worker(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Each state once for each task, runtimes and waits as histograms, the queue's length, and the worker."""
    broker = _broker(kind, request)
    collector, found = _collector(broker), dict[str, float]()
    with _worker(tmp_path, broker), celery.Celery("shop", broker=broker, set_as_current=False) as app:

        def is_up() -> bool:
            found.update(_told(collector))
            return found.get("celery_worker_up") == 1

        patience.wait_for(is_up, "the worker's events", 60)
        for number in range(3):
            app.send_task("shop.charge", (number,))
        app.send_task("shop.fail")
        app.send_task("shop.again")

        def is_done() -> bool:
            found.update(_told(collector))
            names = ("celery_task_failed_total,KeyError,shop.again", "celery_queue_length,celery")
            return [1, 0] == [found.get(name) for name in names]

        patience.wait_for(is_done, "the last failure", 60)
    expected = {
        "celery_task_received_total,shop.charge": 3,
        "celery_task_succeeded_total,shop.charge": 3,
        "celery_task_failed_total,ValueError,shop.fail": 1,
        "celery_task_received_total,shop.again": 2,
        "celery_task_retried_total,shop.again": 1,
        "celery_task_runtime_count,shop.charge": 3,
        "celery_task_runtime_bucket,+Inf,shop.charge": 3,
        "celery_task_queue_wait_time_count,shop.charge": 3,
        "celery_queue_length,celery": 0,
        "celery_worker_tasks_scheduled": 0,
    }
    assert expected == {name: found.get(name) for name in expected}


def test_a_broker_that_is_gone_is_a_failure() -> None:
    """It raises, so that the target is not up."""
    collector = _collector(f"redis://{services.HOST}:{services.free_port()}/0")
    with pytest.raises(Exception, match=r"refused"), Limit(patience.seconds(20)) as limit:
        collector.collect(limit)

"""What Prometheus reads of channels: which fail, and what became of notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.server.runtime import Runtime
from dashboard.server.status.notify_metrics import NotifyMetrics
from ingest.settings import Settings
from monitor.notify import outbox
from monitor.notify.channel import Answer
from monitor.notify.sender import Sender
from monitor.service import Watching
from tests import warehouses
from tests.monitor.notify.given import channel, notification
from tests.patience import wait_for

if TYPE_CHECKING:
    from sql.warehouse import Warehouse


def _samples(warehouse: Warehouse, watching: Watching | None) -> dict[tuple[str, ...], float]:
    runtime = Runtime(Settings(), warehouse, None, watching)
    found = [sample for family in NotifyMetrics(runtime).collect() for sample in family.samples]
    return {(sample.name, *sample.labels.values()): sample.value for sample in found}


def test_a_channel_that_fails() -> None:
    """It has its failures in a row, the one that works has none; each notification is counted by its state."""
    with warehouses.in_memory() as warehouse:
        channels = [channel(kind="webhook", name=name, url="http://127.0.0.1:1") for name in ("ops", "other")]
        refusal = Answer(ok=False, status=404, text="404", permanent=True)
        part = Sender(warehouse, Settings(), channels, lambda *_: refusal)
        watching = Watching(warehouse, Settings(), lambda _: None, [part])
        with warehouse.transaction() as cursor:
            outbox.add(cursor, [notification(key="a"), notification(key="b")])
        part.look()
        wait_for(lambda: [one.failures for one in part.failing_channels()] == [2], "both are refused")
        part.end()
        found, without = _samples(warehouse, watching), _samples(warehouse, None)
    counted = {("longtail_notifications", "ops", "refused"): 2.0}
    failures = "longtail_channel_failures"
    assert (counted | {(failures, "ops", "webhook"): 2.0, (failures, "other", "webhook"): 0.0}, counted) == (
        found,
        without,
    )

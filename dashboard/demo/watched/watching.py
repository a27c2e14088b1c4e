"""The watching half of a demo: Longtail's own, but that its probes and its collector ask a simulated shop."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.demo import shop
from dashboard.demo.clock import microseconds
from dashboard.demo.watched import decided, health, history, told
from monitor import collectors
from monitor.health.probing import Probing
from monitor.service import PARTS, Watching

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.demo.plan import Plan
    from ingest.settings import Settings
    from sql.warehouse import Warehouse

_FOLDER = str(Path(__file__).parent / "collectors")


def watching(warehouse: Warehouse, settings: Settings, logs: Path, say: Callable[[str], None]) -> Watching:
    """What watches the shop whose history stands in `logs`; what it would have seen before is written first."""
    plan = _plan_of(logs)
    if _FOLDER not in collectors.__path__:
        collectors.__path__.append(_FOLDER)
    watched = settings.model_copy(
        update={
            "collector": (*settings.collector, {"name": "shop", "kind": "shop", "logs": str(logs.absolute())}),
        }
    )
    probing = Probing(warehouse, watched, health.ask_with(partial(_plan_of, logs)), health.PROBES)
    history.write(warehouse, plan, probing, microseconds(datetime.now(UTC)))
    decided.write(warehouse, plan)
    told.write(warehouse, plan)
    parts = [make(warehouse, watched) for make in PARTS if make is not Probing]
    return Watching(warehouse, watched, say, [probing, *parts])


def _plan_of(logs: Path) -> Plan:
    """The shop's plan as it is now: outages are added to it."""
    plan = shop.read_plan(logs)
    if plan is None:
        sentence = f"{logs} has no demo: write its history first."
        raise ValueError(sentence)
    return plan

"""System: where is it tight, and when will it be full? Hosts, their processors, memory, disks, network and programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import cache
from dashboard.components.layout import tiles, url
from dashboard.components.layout.page_registry import PageInfo
from dashboard.components.layout.tiles import Tile
from dashboard.components.measures import disk_table, host_numbers, sample_charts
from dashboard.components.measures.sample_charts import Chart
from dashboard.components.tables import tables
from dashboard.reads import samples
from dashboard.reads.samples import Wanted
from dashboard.style import numbers
from dashboard.style.text import plain
from sql.errors import LongtailError

if TYPE_CHECKING:
    from dashboard.components.layout.page_context import PageContext

PAGE = PageInfo(
    title="System",
    question="Where is it tight, and when will it be full?",
    icon="memory",
    section="Watch",
    order=15,
    needs_window=False,
)
_HEIGHT = 230
_ROWS = 8
_ALL = ""
_MODES = {
    "user": "user",
    "system": "system",
    "nice": "nice",
    "iowait": "waiting for disks",
    "softirq": "soft interrupts",
    "irq": "interrupts",
    "steal": "taken by the hypervisor",
}
_MEMORY = {"used": "used", "cached": "cache", "buffers": "buffers", "free": "free"}
_DIRECTIONS = {"receive": "in", "transmit": "out", "read": "read", "write": "written"}
_PERIODS = {"1m": "1 min", "5m": "5 min", "15m": "15 min"}


def render(context: PageContext) -> None:
    """Draw the page."""
    try:
        hosts = cache.ask(samples.known(("memory_usage_percent",), "host"))["label"].to_list()
    except LongtailError as error:
        tiles.failed(plain(str(error)), height=80)
        return
    if not hosts:
        _nothing()
        return
    host = _host(context, hosts)
    only = (f"host={host}",) if host else ()
    host_numbers.draw(context, host_numbers.of_host(only), key="system-numbers")
    if not host:
        _hosts(context)
        disk_table.draw(context, host)
        return
    for row in (_cpu_and_memory(only), _load_and_network(only)):
        for place, chart in zip(st.columns(2, gap="small"), row, strict=True):
            with place:
                sample_charts.draw(context, chart, height=_HEIGHT)
    disk_table.draw(context, host)
    for place, chart in zip(st.columns(2, gap="small"), _disks(only), strict=True):
        with place:
            sample_charts.draw(context, chart, height=_HEIGHT)
    left, right = st.columns(2, gap="small")
    with left:
        _programs(context, only, "program_cpu_percent", "Programs by processor time")
    with right:
        _programs(context, only, "program_memory_bytes", "Programs by memory")
    left, right = st.columns(2, gap="small")
    with left:
        wanted = Wanted(("cpu_usage_percent",), only=("cpu=all", "mode=used", *only), combine="mean")
        sample_charts.draw_week(context, Chart("cpu-week", "Processor by hour and weekday", wanted, "percent"))
    with right:
        wanted = Wanted(("network_io_bytes_total",), only=only)
        chart = Chart("network-week", "Network by hour and weekday", wanted, "bytes per second", "per_second")
        sample_charts.draw_week(context, chart)


def _nothing() -> None:
    with st.container(border=True, key="tile-no-hosts"):
        tiles.note(
            "No host was measured yet. `longtail serve` measures the one that it runs on, every ten seconds.",
            height=100,
        )


def _default(context: PageContext, hosts: list[str]) -> str:
    """The host of the page's filter where it has samples, else all."""
    filtered = [name for name in context.window.hosts or () if name in hosts]
    return filtered[0] if len(filtered) == 1 else _ALL


def _host(context: PageContext, hosts: list[str]) -> str:
    """The host that the link says; the only one where there is one."""
    if len(hosts) == 1:
        return hosts[0]
    chosen = url.own("machine", [_ALL, *hosts], _default(context, hosts))
    st.session_state["own-machine"] = chosen
    st.selectbox(
        "Host",
        [_ALL, *hosts],
        format_func=lambda name: name or "All hosts",
        key="own-machine",
        on_change=lambda: url.set_own("machine", st.session_state["own-machine"], _default(context, hosts)),
        width=240,
    )
    return chosen


def _cpu_and_memory(only: tuple[str, ...]) -> tuple[Chart, Chart]:
    cpu = Wanted(("cpu_usage_percent",), by="mode", only=("cpu=all", *only))
    memory = Wanted(("memory_usage_bytes",), by="state", only=only)
    return (
        Chart("cpu", "Processor by what it does", cpu, "percent", names=_MODES, stacked=True, only_named=True),
        Chart("memory", "Memory", memory, "bytes", names=_MEMORY, stacked=True, only_named=True),
    )


def _load_and_network(only: tuple[str, ...]) -> tuple[Chart, Chart]:
    load = Wanted(("load_average",), by="period", only=only)
    network = Wanted(("network_io_bytes_total",), by="direction", only=only)
    return (
        Chart("load", "Load", load, "count", names=_PERIODS, hint="Processes that run or wait to, on average."),
        Chart("network", "Network", network, "bytes per second", "per_second", names=_DIRECTIONS),
    )


def _disks(only: tuple[str, ...]) -> tuple[Chart, Chart]:
    used = Wanted(("disk_usage_percent",), by="mount", only=only, combine="max")
    written = Wanted(("disk_io_bytes_total",), by="direction", only=only)
    return (
        Chart("disk-share", "Disks, used share", used, "percent"),
        Chart("disk-io", "Disks, read and written", written, "bytes per second", "per_second", names=_DIRECTIONS),
    )


_HOST_COLUMNS = {
    "host": tables.text("Host", width=140),
    "cpu": tables.progress("Processor", width=110),
    "memory": tables.progress("Memory", width=110),
    "disk": tables.progress("Fullest disk", width=110),
    "load": tables.ratio("Load, 1 min", width=85),
    "cores": tables.count("Cores", width=65),
}
_NAMES = ("cpu_usage_percent", "memory_usage_percent", "disk_usage_percent", "load_average", "cpu_cores")


def _hosts(context: PageContext) -> None:
    tile = Tile(
        key="hosts",
        title="Hosts",
        unit="click for one",
        question=samples.present(_NAMES, context.now),
        empty="No host was measured in the last five minutes.",
    )

    def show(frame: pl.DataFrame) -> None:
        rows: dict[str, dict[str, float | str]] = {}
        for name, labels, value, _ in frame.iter_rows():
            told: dict[str, str] = json.loads(labels)
            row = rows.setdefault(told.get("host", ""), {"host": told.get("host", "")})
            _put(row, name, told, value)
        found = pl.DataFrame(
            sorted(rows.values(), key=lambda row: str(row["host"])),
            schema=dict.fromkeys(_HOST_COLUMNS, pl.Float64) | {"host": pl.String},
        )
        tables.show(
            found,
            _HOST_COLUMNS,
            rows=_ROWS,
            key="hosts-table",
            on_pick=lambda place: url.set_own("machine", found["host"][place], _ALL),
        )

    tiles.show(tile, show, height=tables.height_of(_ROWS))


def _put(row: dict[str, float | str], name: str, labels: dict[str, str], value: float) -> None:
    if name == "cpu_usage_percent":
        if (labels.get("cpu"), labels.get("mode")) == ("all", "used"):
            row["cpu"] = value
    elif name == "load_average":
        if labels.get("period") == "1m":
            row["load"] = value
    else:
        column = {"memory_usage_percent": "memory", "disk_usage_percent": "disk", "cpu_cores": "cores"}[name]
        row[column] = max(float(row.get(column, 0.0)), value)


def _programs(context: PageContext, only: tuple[str, ...], name: str, title: str) -> None:
    is_time = name == "program_cpu_percent"
    tile = Tile(
        key=name.replace("_", "-"),
        title=title,
        unit="of a core, now" if is_time else "now",
        question=samples.present((name,), context.now, only),
        empty="No program was looked at in the last five minutes.",
    )

    def show(frame: pl.DataFrame) -> None:
        rows = []
        for labels, value in frame.select("labels", "value").iter_rows():
            told: dict[str, str] = json.loads(labels)
            shown = numbers.percent(value / 100) if is_time else numbers.byte_size(value)
            rows.append((value, told.get("program", ""), shown))
        rows.sort(reverse=True)
        found = pl.DataFrame(
            {"program": [row[1] for row in rows], "value": [row[2] for row in rows]},
            schema={"program": pl.String, "value": pl.String},
        )
        columns = {
            "program": tables.text("Program", width=240),
            "value": tables.number_text("Time" if is_time else "Memory", width=100),
        }
        tables.show(found, columns, rows=_ROWS)

    tiles.show(tile, show, height=tables.height_of(_ROWS))

"""What a scrape stores of an endpoint's text, and what endpoints that do harm cost."""

from __future__ import annotations

import gzip
import math
import random
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Summary, generate_latest
from prometheus_client.openmetrics import exposition
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST
from prometheus_client.parser import text_string_to_metric_families

from ingest.errors import SettingsError
from monitor import collectors
from monitor.collectors.scrape import Collector, Settings
from monitor.fetching import FetchError
from monitor.limits import Limit
from monitor.settings import typed
from tests import patience
from tests.monitor.collectors import endpoints
from tests.monitor.collectors.endpoints import said, saying, serving

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.sample import Measured

_TEXT = """# HELP a_total counted
# TYPE a_total counter
a_total{path="/x y",job="own"} 3
a_total{path="/\\"q\\""} 1e3 1700000000000
# TYPE h histogram
h_bucket{le="1"} 1
h_bucket{le="+Inf"} 2
h_sum 1.5
h_count 2
# TYPE old counter
old 7
plain NaN
"""


def _settings(port: int, **more: Any) -> Settings:
    return Settings(**{"name": "shop", "kind": "scrape", "url": f"http://127.0.0.1:{port}/metrics", **more})


def _collect(collector: Collector, seconds: float = 20) -> Measured:
    with Limit(patience.seconds(seconds)) as limit:
        return collector.collect(limit)


def _told(measured: Measured) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Values by name and labels, without `job` and `instance`."""
    return {
        (one.name, tuple(pair for pair in one.labels if pair[0] not in ("job", "instance"))): float(value)
        for one, value in zip(measured.series, measured.values, strict=True)
    }


def _collected(answer: bytes, **more: Any) -> Measured:
    with serving(saying(answer)) as port:
        return _collect(Collector(_settings(port, **more)))


def test_all_of_a_text_is_read() -> None:
    """Names as they are written, labels with spaces and quotes, kinds, times passed over."""
    measured = _collected(said(_TEXT))
    told = _told(measured)
    assert math.isnan(told.pop(("plain", ())))
    assert {
        ("a_total", (("exported_job", "own"), ("path", "/x y"))): 3.0,
        ("a_total", (("path", '/"q"'),)): 1000.0,
        ("h_bucket", (("le", "1"),)): 1.0,
        ("h_bucket", (("le", "+Inf"),)): 2.0,
        ("h_sum", ()): 1.5,
        ("h_count", ()): 2.0,
        ("old", ()): 7.0,
    } == told
    kinds = {one.name: one.kind for one in measured.series}
    assert ("counter", "histogram", "counter", "unknown") == tuple(
        kinds[name] for name in ("a_total", "h_sum", "old", "plain")
    )


def test_labels() -> None:
    """`job` is the name, `instance` host and port, further ones from the settings; its own may be kept."""
    text = said('x{job="own",stage="test"} 1\n')
    plain = dict(_collected(text, labels={"stage": "live"}).series[0].labels)
    kept = dict(_collected(text, labels={"stage": "live"}, honor_labels=True).series[0].labels)
    assert ("shop", "live", "own", "test") == tuple(
        plain[key] for key in ("job", "stage", "exported_job", "exported_stage")
    )
    assert ("own", "test", plain["instance"].partition(":")[0]) == (kept["job"], kept["stage"], "127.0.0.1")


def _registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    Counter("jobs", "Jobs.", ["queue"], registry=registry).labels('a"b\\c\nd').inc(5, exemplar={"trace_id": "abc"})
    Gauge("depth", "Depth.", registry=registry).set(float("-inf"))
    histogram = Histogram("took_seconds", "Took.", ["queue"], registry=registry)
    histogram.labels("x").observe(0.3, exemplar={"trace_id": "def"})
    Summary("size_bytes", "Size.", registry=registry).observe(3)
    return registry


@pytest.mark.parametrize("is_open", [False, True], ids=["text", "openmetrics"])
def test_both_formats_say_the_same(*, is_open: bool) -> None:
    """OpenMetrics with exemplars tells what the plain text tells."""
    registry = _registry()
    write = exposition.generate_latest if is_open else generate_latest
    text: bytes = write(registry)
    told = _told(_collected(said(text, kind=CONTENT_TYPE_LATEST if is_open else "text/plain")))
    expected = {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(generate_latest(registry).decode())
        for sample in family.samples
        if not sample.name.endswith("_created")
    }
    assert expected == {key: value for key, value in told.items() if not key[0].endswith("_created")}


@pytest.mark.parametrize("seed", range(5))
def test_a_text_that_changes_is_read_as_if_anew(seed: int) -> None:
    """Values, order, series that come and go, kinds: whatever is remembered, the answer is the same."""
    rng = random.Random(seed)

    def text() -> str:
        lines = ["# TYPE n_total counter"] if rng.random() < 0.8 else ["# TYPE n_total gauge"]
        names = [f'n_total{{a="{number}"}}' for number in range(6) if rng.random() < 0.9]
        if rng.random() < 0.2:
            rng.shuffle(names)
        stamp = rng.choice(["", "", " 123"])
        lines += [f"{name} {rng.choice([1, 2.5, 'NaN', '+Inf', 1e9])}{stamp}" for name in names]
        return "\n".join([*lines, *rng.choice([[], [""], ["# a comment"]]), ""])

    current = b""
    with serving(lambda link, _: link.sendall(current)) as port:
        kept = Collector(_settings(port))
        for _ in range(30):
            current = said(text())
            measured = _collect(kept)
            expected = _collect(Collector(_settings(port)))
            assert _told(expected) == pytest.approx(_told(measured), nan_ok=True)


def test_credentials_go_to_their_host_only() -> None:
    """A token, a name and password of settings or URL; a redirect to another host gets none."""
    requests: list[bytes] = []

    def remember(link: Any, request: bytes) -> None:
        requests.append(request)
        link.sendall(said("x 1\n"))

    with serving(remember) as port:
        away = said("", f"Location: http://localhost:{port}/other", status="302 Found")
        home = said("", "Location: /inner?a=b", status="307 Temporary Redirect")
        hops = iter([home, away])

        def hop(link: Any, request: bytes) -> None:
            requests.append(request)
            link.sendall(next(hops))

        with serving(hop) as first:
            _collect(Collector(_settings(first, url=f"http://me:pa%40ss@127.0.0.1:{first}/m")))
        _collect(Collector(_settings(port, bearer_token="t0p")))  # noqa: S106 (a test's)
        _collect(Collector(_settings(port, username="me", password="pa@ss")))  # noqa: S106 (a test's)
    basic = b"Authorization: Basic bWU6cGFAc3M="
    assert [b"GET /m ", b"GET /inner?a=b ", b"GET /other ", b"GET /metrics ", b"GET /metrics "] == [
        request[: request.index(b"HTTP")] for request in requests
    ]
    assert [True, True, False, False, True] == [basic in request for request in requests]
    assert b"Authorization: Bearer t0p" in requests[3]


_BOMB = gzip.compress(bytes(64 * 1024 * 1024))
_HARMFUL: dict[str, tuple[Callable[..., None], str]] = {
    "endless": (endpoints.endless, "more than 1,000,000 bytes"),
    "slow": (endpoints.dripping, "longer than 0.5 s|timed out"),
    "silent": (endpoints.silent, "timed out"),
    "huge": (saying(said("# " + "x" * 1_100_000 + "\n")), "more than 1,000,000 bytes"),
    "bomb": (saying(said(_BOMB, "Content-Encoding: gzip")), "more than 1,000,000 bytes"),
    "not packed": (saying(said("x 1\n", "Content-Encoding: gzip")), "not packed as it says"),
    "cut while packed": (
        saying(said(gzip.compress(b"x 1\n" * 9000)[:60], "Content-Encoding: gzip")),
        "ends in the middle",
    ),
    "cut": (saying(said("x 1\n" * 100)[:200]), "ends in the middle"),
    "redirects": (saying(said("", "Location: /again", status="301 Moved")), "redirects more than 5 times"),
    "redirects to a file": (saying(said("", "Location: file:///etc/passwd", status="302 Found")), "no HTTP address"),
    "redirects nowhere": (saying(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"), "redirects more than"),
    "no HTTP": (saying(b"SSH-2.0-OpenSSH_9.2\r\n"), "does not speak HTTP"),
    "gone": (lambda _link, _: None, "does not speak HTTP"),
    "page": (saying(said("<html><body>Log in</body></html>", kind="text/html")), "not valid"),
    "error": (saying(said("no", status="503 Busy")), "status 503"),
    "many": (saying(said("".join(f"x{number} 1\n" for number in range(2001)))), "2,001 series"),
    "labels": (saying(said('x{a="1} 2\n')), "not valid"),
    "not open": (saying(said("x 1\n", kind="application/openmetrics-text")), "not valid"),
    "bytes": (saying(said(bytes(range(256)))), "not valid"),
}


@pytest.mark.parametrize("name", _HARMFUL)
def test_harm_costs_its_limit(name: str) -> None:
    """One sentence, and never more than the time and the bytes that are allowed."""
    answer, reason = _HARMFUL[name]
    with serving(answer) as port:
        collector = Collector(_settings(port, max_bytes=1_000_000, max_series=2000))
        with (
            pytest.raises((FetchError, OSError), match=reason),
            Limit(0.5 if name in ("slow", "silent") else patience.seconds(20)) as limit,
        ):
            collector.collect(limit)


def test_a_packed_text_is_read() -> None:
    """As long as it stays within its bytes."""
    text = "".join(f'x{{a="{number}"}} {number}\n' for number in range(900))
    assert 900 == len(_collected(said(gzip.compress(text.encode()), "Content-Encoding: gzip")))


def test_a_series_told_twice_counts_once() -> None:
    """Its last value, also where the text comes again."""
    text = said("x 1\nx 2\n")
    with serving(saying(text)) as port:
        collector = Collector(_settings(port))
        assert [{("x", ()): 2.0}] * 2 == [_told(_collect(collector)) for _ in range(2)]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"url": "ftp://u:hunter2@h/"}, "url is wrong: it must be a URL such as"),
        ({"url": "http://h", "bearer_token": "hunter2", "username": "u"}, "both bearer_token and username"),
        ({"url": "http://h", "bearer": "hunter2"}, "did you mean bearer_token"),
    ],
)
def test_wrong_settings_keep_secrets(table: dict[str, str], sentence: str) -> None:
    """One sentence that names the key and never the value."""
    with pytest.raises(SettingsError, match=sentence) as raised:
        typed(collectors, [table], table="scrape", kind="scrape")
    assert "hunter2" not in str(raised.value)

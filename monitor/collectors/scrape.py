"""Any Prometheus or OpenMetrics endpoint: exporters, applications, another Longtail.

All that it tells is stored, with the labels `job` (the name of the table), `instance` (host and port) and those of the
setting `labels`. Labels of the endpoint with these names become `exported_job` and so on, as in Prometheus, unless
`honor_labels` keeps them. An endpoint that is slow, endless, huge or invalid costs its own time limit, and is `up` 0.
Exemplars and times in the text are read and not kept.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import numpy as np
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.parser import text_string_to_metric_families
from pydantic import AfterValidator, Field, SecretStr, model_validator

from monitor.fetching import Document, FetchError, Request, get
from monitor.kinds import Duration, KindSettings
from monitor.sample import Kind, Measured, Series, labels
from monitor.targets import checked, parse, tls_context

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Self

    from numpy.typing import NDArray
    from prometheus_client import Metric

    from monitor.limits import Limit

EXAMPLE = """name = "celery"
url = "http://127.0.0.1:9808/metrics"
bearer_token_file = "/run/secrets/metrics"
labels = { stage = "production" }
"""
_SCHEMES = {"http": 80, "https": 443}
_ACCEPT = "text/plain;version=0.0.4;q=0.9,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1"
_KINDS: Mapping[str, Kind] = {"counter": "counter", "gauge": "gauge", "histogram": "histogram", "summary": "summary"}


class Settings(KindSettings):
    """Where the endpoint is, and what it may cost."""

    url: Annotated[SecretStr, AfterValidator(checked(_SCHEMES))] = Field(description="Where its text is.")
    every: Duration = Field(default=15.0, description="How often it is asked.")
    bearer_token: SecretStr | None = Field(default=None, description="Sent as `Authorization: Bearer …`.")
    username: str | None = Field(default=None, description="For basic authentication; a URL may have it too.")
    password: SecretStr | None = Field(default=None, description="Its password.")
    labels: dict[str, str] = Field(default={}, description="Labels that all of its samples get.")
    honor_labels: bool = Field(default=False, description="Whether its own `job` and `instance` are kept.")
    max_bytes: int = Field(default=16 * 1024 * 1024, gt=0, description="The most bytes of its text, unpacked.")
    max_series: int = Field(default=20_000, gt=0, description="The most series; with more of them it counts as down.")
    verify_tls: bool = Field(default=True, description="Whether its certificate is checked.")
    ca_file: Path | None = Field(default=None, description="Authorities that its certificate may be from.")

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if self.bearer_token is not None and (self.username is not None or self.password is not None):
            sentence = "it has both bearer_token and username: remove one of them"
            raise ValueError(sentence)
        return self

    @property
    def instance(self) -> str:
        """Host and port."""
        target = parse(self.url.get_secret_value(), _SCHEMES)
        return f"{f'[{target.host}]' if ':' in target.host else target.host}:{target.port}"


class Collector:
    """Reads one endpoint again and again.

    Prometheus' own parser reads a text once. While its lines name the same series in the same order, only the values
    at their ends are read: a fiftieth of the work.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._request = _request(settings)
        self._lines = _Lines((), (), np.empty(0, np.intp))
        self._added = labels(settings.labels, job=settings.name, instance=settings.instance)

    def collect(self, limit: Limit) -> Measured:
        """One scrape. Raises `FetchError`, or `OSError` where the endpoint cannot be reached."""
        document = get(self._request, limit)
        text = document.body.decode(errors="replace")
        lines = text.split("\n")
        heads, ends = _split(lines)
        values = _floats(ends) if heads == self._lines.heads else None
        if values is None:
            self._lines, values = self._parsed(document, text, lines, heads)
        return Measured(self._lines.series, values[self._lines.places])

    def _parsed(
        self, document: Document, text: str, lines: Sequence[str], heads: tuple[str, ...]
    ) -> tuple[_Lines, NDArray[np.float64]]:
        is_open = "openmetrics" in document.content_type
        parse_text = openmetrics.text_string_to_metric_families if is_open else text_string_to_metric_families
        try:
            told = [(family, sample) for family in parse_text(text) for sample in family.samples]
        except Exception as error:  # (the parser raises whatever it stumbles over)
            sentence = f"Its text is not valid ({type(error).__name__}: {str(error)[:200]})."
            raise FetchError(sentence) from error
        if len(told) > self._settings.max_series:
            sentence = f"It has {len(told):,} series, and max_series is {self._settings.max_series:,}."
            raise FetchError(sentence)
        names = _names(lines, told)
        series = [
            Series(name, self._labels(sample.labels), _KINDS.get(family.type, "unknown"))
            for name, (family, sample) in zip(names, told, strict=True)
        ]
        places = {one[:2]: place for place, one in enumerate(series)}
        values = np.array([float(sample.value) for _, sample in told], np.float64)
        kept = np.fromiter(places.values(), np.intp, len(places))
        is_one_each = len(told) == len([head for head in heads if not head.startswith("#")])
        known = heads if is_one_each else ("",)
        return _Lines(known, tuple(series[place] for place in kept), kept), values

    def _labels(self, told: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        added = dict(self._added)
        if self._settings.honor_labels:
            return labels({**added, **told})
        return labels(
            {**{f"exported_{name}" if name in added else name: value for name, value in told.items()}, **added}
        )


class _Lines:
    """The lines of a text without their values, the series that they name, and which value belongs to which."""

    def __init__(self, heads: tuple[str, ...], series: tuple[Series, ...], places: NDArray[np.intp]) -> None:
        self.heads = heads
        self.series = series
        self.places = places


def _split(lines: Iterable[str]) -> tuple[tuple[str, ...], list[str]]:
    """Each line without its last word, and those words of the lines that have a value; comments whole."""
    heads, ends = [], []
    for line in lines:
        if line.startswith("#"):
            if line.startswith("# TYPE"):
                heads.append(line)
        elif line:
            head, _, end = line.rpartition(" ")
            heads.append(head)
            ends.append(end)
    return tuple(heads), ends


def _floats(words: list[str]) -> NDArray[np.float64] | None:
    """None where a word is no number."""
    try:
        return np.array([float(word) for word in words], np.float64)
    except ValueError:
        return None


def _names(lines: Iterable[str], told: Sequence[tuple[Metric, object]]) -> list[str]:
    """The names of samples as the text has them: the parser adds `_total` to counters that lack it."""
    written = [
        stripped.partition("{")[0].partition(" ")[0].partition("\t")[0]
        for line in lines
        if (stripped := line.strip()) and not stripped.startswith("#")
    ]
    parsed = [str(sample.name) for _, sample in told]  # type: ignore[attr-defined]
    if len(written) != len(parsed):
        return parsed
    return [text if name == f"{text}_total" else name for text, name in zip(written, parsed, strict=True)]


def _request(settings: Settings) -> Request:
    url = urlsplit(settings.url.get_secret_value())
    target = parse(settings.url.get_secret_value(), _SCHEMES)
    user = settings.username or target.user
    password = settings.password.get_secret_value() if settings.password else target.password or ""
    headers = {"Accept": _ACCEPT}
    if settings.bearer_token is not None:
        headers["Authorization"] = f"Bearer {settings.bearer_token.get_secret_value()}"
    elif user:
        headers["Authorization"] = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
    plain = url._replace(netloc=url.netloc.rpartition("@")[2])
    context = tls_context(settings.ca_file, verify=settings.verify_tls) if url.scheme == "https" else None
    return Request(plain.geturl(), headers, settings.max_bytes, context)

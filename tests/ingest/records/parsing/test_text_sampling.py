"""Which format takes a text does not depend on the texts around it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from ingest.formats.text_registry import built_in
from ingest.records.parsing import text_records
from tests import warehouses

_USUAL = '203.0.113.5 - - [26/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8.0"'
_OTHERS = {
    1_001: "Nov 26 10:00:00 web1 cron[17]: done",
    1_502: 'level=info msg="order placed" order=7',
    1_503: "2026/11/26 10:00:00 [error] 17#17: *42 connect() failed",
    2_999: "neither this nor that",
}


def _found(lines: list[str]) -> dict[int, str]:
    """The name of the format that takes each line."""
    with warehouses.in_memory() as warehouse, warehouse.reader() as cursor:
        texts = pa.array(lines, pa.large_string())
        parts = text_records.by_format(cursor, texts, np.arange(len(lines)), built_in())
        return {position: item.name for item, part in parts for position in part.positions.tolist()}


def test_few_others_among_many() -> None:
    """Lines of other formats that no sample shows are read as if they were alone."""
    lines = [_OTHERS.get(number, _USUAL) for number in range(3_000)]
    alone = _found([_USUAL, *_OTHERS.values()])
    expected = dict.fromkeys(range(3_000), alone[0])
    del expected[2_999]
    expected |= {place: alone[number] for number, place in enumerate(_OTHERS, 1) if number in alone}
    assert expected == _found(lines)
    assert set(expected.values()) == {"web_access", "syslog_3164", "logfmt", "nginx_error"}

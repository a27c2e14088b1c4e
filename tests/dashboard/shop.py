"""Fills a warehouse with a few days of a small shop by SQL: a daily rhythm, four kinds of log, errors, an incident.

Deterministic: every "random" number is a hash of a row's number. What is stored is what ingest would have stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store import id_filters, sources
from ingest.store.copies import copy_marks
from ingest.store.errors import occurrences
from ingest.store.rollups import hourly_rollup

if TYPE_CHECKING:
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from sql.warehouse import Warehouse

_REQUESTS = """
create or replace temp table requests as
with ticks as (
    select
        i,
        $end_ts - to_seconds(i * $gap_seconds + (hash(i) % 1000) / 1000.0 * $gap_seconds) as ts,
        (hash(i, 1) % 10000) / 10000.0 as a,
        (hash(i, 2) % 10000) / 10000.0 as b,
        (hash(i, 3) % 10000) / 10000.0 as c,
        (hash(i, 4) >> 2)::bigint as h
    from range($ticks) as t(i)
),
busy as (
    select *
    from ticks
    where a < 0.45 + 0.5 * sin(pi() * ((epoch(ts) - epoch($incident_ts)) / 3600 + 7) / 12) or hash(i, 5) % 10 = 0
),
placed as (
    select
        *,
        ['checkout', 'catalog', 'catalog', 'catalog', 'accounts', 'checkout', 'catalog'][1 + h % 7] as service,
        ts between $incident_ts and $incident_ts + interval 40 minute as incident
    from busy
),
routed as (
    select
        *,
        case service
            when 'checkout' then ['/cart', '/cart/items', '/checkout', '/orders/{id}'][1 + (h >> 8) % 4]
            when 'catalog' then ['/', '/products', '/products/{id}', '/search', '/static/app.js'][1 + (h >> 8) % 5]
            else ['/login', '/account', '/account/orders'][1 + (h >> 8) % 3]
        end as route
    from placed
),
timed as (
    select
        *,
        case route when '/search' then 120 when '/checkout' then 210 when '/static/app.js' then 3 else 34 end
            * exp(1.1 * (b + c + (hash(i, 6) % 10000) / 10000.0 - 1.5) * 1.6)
            * case when incident and route = '/checkout' then 9 else 1 end as duration_ms
    from routed
)
select
    i, ts, service, route, duration_ms, incident,
    replace(route, '{id}', (100 + h % 900)::varchar) as path,
    case when route in ('/cart/items', '/checkout', '/login') then 'POST' else 'GET' end as method,
    case
        when incident and route = '/checkout' and c < 0.35 then 503
        when b > 0.996 then 500
        when b > 0.97 then 404
        when route = '/login' and c > 0.9 then 401
        else 200
    end::smallint as status,
    'web-' || (1 + h % 3) as host,
    'u' || (hash(i, 7) % 900) as user_id,
    left(md5(i::varchar), 16) as trace_id,
    '10.0.' || (h % 4) || '.' || (h % 250) as client_ip
from timed
"""

_LOGS = """
insert into batch
select
    ts,
    case when status >= 500 then 'ERROR' when status >= 400 then 'WARNING' else 'INFO' end,
    'access', service, host, 'http', method || ' ' || path || ' ' || status,
    trace_id, null, trace_id, user_id, method, path, route, status, round(duration_ms, 2), client_ip,
    null, null, null, null, null, 1, i + 1, i * 180, 0
from requests
union all
select
    ts, 'WARNING', 'slow_requests', service, host, 'http', 'slow ' || path, trace_id, null, trace_id, user_id,
    method, path, route, status, round(duration_ms, 2), client_ip, null, null, null, null, null, 2, i + 1, i * 180, 0
from requests
where duration_ms >= 500
union all
select
    ts + to_milliseconds(2),
    case when status >= 500 then 'ERROR' when hash(i, 9) % 50 = 0 then 'WARNING' when i % 3 = 0 then 'DEBUG'
         when hash(i, 10) % 20000 = 0 then 'CRITICAL' else 'INFO' end,
    'app', service, host, 'shop.' || service,
    case when status >= 500 then 'request failed' else 'handled ' || route end,
    trace_id, null, trace_id, user_id, null, null, null, null, null, null,
    case when status = 503 then 'PaymentTimeout'
         when status >= 500 then ['KeyError', 'ValueError', 'OperationalError'][1 + i % 3] end,
    case when status = 503 then 'no answer from the payment gateway within 3.0 s'
         when status >= 500 then ['sku', 'invalid literal for int(): <b>x</b>', 'server closed the connection'
            ][1 + i % 3] end,
    case when status >= 500 then 'Traceback (most recent call last): …' end,
    case when status = 503 then '1f00000000000001' when status >= 500 then '1f0000000000001' || (1 + i % 3) end,
    '{"cart": ' || (i % 20) || '}', 3, i + 1, i * 210, 0
from requests
union all
select
    ts, 'INFO', 'business', service, host, 'business', 'order placed', trace_id, null, trace_id, user_id,
    null, null, null, null, null, null, null, null, null, null, '{"amount": ' || (i % 200) || '}', 4, i + 1, i * 150, 0
from requests
where route = '/checkout' and status = 200
order by ts
"""

_DECISIONS = """
insert into error_status (error_id, status, decided_at, author)
select any_value(error_id), 'resolved', $end_ts - interval 30 day, 'ada' from errors where error_type = 'ValueError'
union all
select any_value(error_id), 'ignored', $end_ts - interval 1 day, 'ada' from errors where error_type = 'OperationalError'
"""

_FILES = """
insert into files (
    file_id, path, source, service, state, compression, device, inode, head_length, head_hash, tail_length, tail_hash,
    content_crc, size, bytes_read, lines, rows, row_lines, rejected, blank, possible_duplicates, first_ts, last_ts, gap,
    gap_bytes, note, modified_at, first_seen_at, last_read_at
)
select
    row_number() over (order by day, service, source)::integer,
    'logs/' || service || '/' || source || '_' || day::date || '.log'
        || case when day::date < $end_ts::date then '.gz' else '' end,
    source, service,
    case when day::date < $end_ts::date then 'finished' else 'live' end,
    case when day::date < $end_ts::date then 'gzip' end,
    null, null, 4096, 'aa', 1024, 'bb', 0,
    n * 190, n * 190 - case when day::date = $end_ts::date and source = 'app' then n * 7 else 0 end,
    n + 5, n, n, case when source = 'app' then 3 else 0 end, 5 - case when source = 'app' then 3 else 0 end, 0,
    first_ts, last_ts,
    case when source = 'business' and day::date < $end_ts::date and service = 'checkout'
        then 'bytes 1024 to 5120 were gone before they could be read' end,
    case when source = 'business' and day::date < $end_ts::date and service = 'checkout' then 4096 else 0 end,
    null, last_ts, first_ts, last_ts + interval 1 second
from (
    select date_trunc('day', ts) as day, service, source, count(*) as n, min(ts) as first_ts, max(ts) as last_ts
    from logs
    group by all
)
"""

_REJECTS = """
insert into rejects
select
    file_id, 100 + i, 19000 + i * 190,
    ['not a JSON object', 'invalid UTF-8', 'no time in the record'][1 + (i % 3)::integer],
    ['<script>alert(1)</script> starting worker'::blob, '\\xFF\\xFE\\x00garbage'::blob,
     '{"level": "INFO", "message": "=cmd|calc"}'::blob][1 + (i % 3)::integer],
    last_read_at
from files, range(3) as t(i)
where source = 'app'
"""


def fill(warehouse: Warehouse, *, end_ts: datetime, days: int = 3, requests_per_day: int = 20_000) -> None:
    """Store `days` of the shop's logs up to `end_ts` (UTC without a zone), about `requests_per_day` requests a day.

    Ten hours before the end `/checkout` becomes slow for 40 minutes and a new exception, PaymentTimeout, appears. The
    busiest time of the shop's day is an hour before that, whatever the clock says.
    """
    gap_seconds = 86_400 / requests_per_day * 0.6
    with warehouse.transaction() as cursor:
        cursor.execute(
            _REQUESTS.replace("$incident_ts", "($end_ts - interval 10 hour)"),
            {"end_ts": end_ts, "gap_seconds": gap_seconds, "ticks": int(days * 86_400 / gap_seconds)},
        )
        cursor.execute("create or replace temp table batch as select * exclude (is_copy) from logs limit 0")
        _run(cursor, _LOGS, end_ts)
        sources.apply(cursor)
        copy_marks.apply(cursor)
        cursor.execute("insert into logs from batch order by ts")
        hourly_rollup.apply(cursor)
        occurrences.apply(cursor)
        id_filters.apply(cursor)
        for statement in (_DECISIONS, _FILES, _REJECTS):
            _run(cursor, statement, end_ts)
        cursor.execute("drop table requests")
        cursor.execute("drop table batch")


def _run(cursor: DuckDBPyConnection, statement: str, end_ts: datetime) -> None:
    cursor.execute(statement, {"end_ts": end_ts} if "$end_ts" in statement else {})

-- title: Copies are told record by record
-- grain: row of logs, row of hourly_rollup
-- needs: logs, hourly_rollup, sources
-- The hours that have records are judged anew, the newest first, after opening. In hours whose records are gone, what was left
-- out before stays out: streams named for errors or slowness, beside an application's or a web server's log. The smaller
-- rollups are written where rows are merged: all are merged anew.
alter table logs add column if not exists is_copy boolean default false;
alter table sources add column if not exists copies bigint default 0;

create table hourly_rollup_anew (
    hour timestamp not null,
    source varchar not null,
    service varchar,
    level varchar,
    method varchar,
    route varchar,
    host varchar,
    is_request boolean not null,
    status_class tinyint,
    duration_bucket smallint,
    n bigint not null,
    duration_sum_ms double,
    is_partial boolean not null default true,
    is_copy boolean default false
);

insert into hourly_rollup_anew by name
with left_out as (
    select
        coalesce(sources.service, '') as service,
        sources.source
    from sources
    where (sources.source like 'slow%' or sources.source like 'error%')
        and exists (
            select base.source
            from sources as base
            where base.service is not distinct from sources.service
                and base.source in ('app', 'access')
        )
)

select
    hourly_rollup.hour,
    hourly_rollup.source,
    hourly_rollup.service,
    hourly_rollup.level,
    hourly_rollup.method,
    hourly_rollup.route,
    hourly_rollup.host,
    hourly_rollup.is_request,
    hourly_rollup.status_class,
    hourly_rollup.duration_bucket,
    hourly_rollup.n,
    hourly_rollup.duration_sum_ms,
    true as is_partial,
    coalesce(hourly_rollup.hour < (select date_trunc('hour', min(logs.ts)) from logs), true)
    and (coalesce(hourly_rollup.service, ''), hourly_rollup.source) in (
        select (left_out.service, left_out.source) from left_out
    ) as is_copy
from hourly_rollup;

drop table hourly_rollup;
alter table hourly_rollup_anew rename to hourly_rollup;
drop table if exists stream_rollup;
drop table if exists coarse_rollup;
drop table if exists coarse_stream_rollup;

create table if not exists unjudged_hours (
    hour timestamp not null
);

insert into unjudged_hours
select distinct date_trunc('hour', logs.ts)
from logs;

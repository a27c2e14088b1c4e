-- title: Smaller rollups, and sketches of users
-- grain: row of hourly_rollup, hour × source × service × level × status class
-- needs: hourly_rollup, logs, user_sketches
-- stream_rollup, coarse_rollup and coarse_stream_rollup are written where rows are merged: all are merged anew. The
-- sketches are made from the records that there are.
update hourly_rollup
set is_partial = true;

create table user_sketches (
    hour timestamp not null,
    source varchar not null,
    service varchar,
    level varchar,
    status_class tinyint,
    sketch blob not null,
    n bigint not null,
    is_partial boolean not null default true
);

insert into user_sketches by name
select
    date_trunc('hour', logs.ts) as hour,
    logs.source,
    logs.service,
    logs.level,
    case
        when logs.status is null then null
        when logs.status between 100 and 599 then (logs.status // 100)::tinyint
        else 0::tinyint
    end as status_class,
    bitstring_agg(
        (
            least(9, floor(-log2(((hash(hash(logs.user_id)) >> 11) + 1) / 9007199254740992))) * 1000
            + hash(hash(logs.user_id)) % 1000
        )::usmallint,
        0::usmallint,
        9999::usmallint
    )::blob as sketch,
    count(*) as n,
    false as is_partial
from logs
where logs.user_id is not null
group by all
order by hour, logs.source, logs.service;

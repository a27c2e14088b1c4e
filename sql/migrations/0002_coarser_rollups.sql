-- title: Smaller rollups, and sketches of users
-- grain: row of hourly_rollup, row of user_sketches
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
    route varchar,
    host varchar,
    sketch blob not null,
    n bigint not null,
    is_fine boolean not null default false,
    is_partial boolean not null default true
);

insert into user_sketches by name
with told as (
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
        logs.route,
        logs.host,
        logs.user_id
    from logs
    where logs.user_id is not null
)

select
    told.* exclude (route, host, user_id),
    bitstring_agg(
        (
            (
                bit_count(
                    xor(
                        (hash(hash(told.user_id)) >> 40)::bigint | 512,
                        ((hash(hash(told.user_id)) >> 40)::bigint | 512) - 1
                    )
                ) - 1
            ) * 1000
            + (hash(hash(told.user_id)) % 1000)::bigint
        )::usmallint,
        0::usmallint,
        9999::usmallint
    )::blob as sketch,
    count(*) as n,
    false as is_fine,
    false as is_partial
from told
group by all
union all by name
select
    told.* exclude (user_id),
    bitstring_agg(
        (
            (
                bit_count(
                    xor(
                        (hash(hash(told.user_id)) >> 40)::bigint | 512,
                        ((hash(hash(told.user_id)) >> 40)::bigint | 512) - 1
                    )
                ) - 1
            ) * 256
            + (hash(hash(told.user_id)) % 256)::bigint
        )::usmallint,
        0::usmallint,
        2559::usmallint
    )::blob as sketch,
    count(*) as n,
    true as is_fine,
    false as is_partial
from told
group by all
order by is_fine, hour, source, service;

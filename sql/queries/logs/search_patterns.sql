-- title: Message patterns of what a search finds
-- grain: pattern
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, every_line, known_from_ts, sample, limit
-- needs: logs, filtered_logs, passes_filter, masked_message
-- Messages by what is left of them when their values are masked, from the newest $sample records of the window; `sampled`
-- says how many those were. is_new: none of the newest $sample records from $known_from_ts up to the window has the pattern.
with places as (
    select
        logs.place
    from filtered_logs($from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as logs
    where ($every_line or logs.is_record)
        and true /* search */
    order by logs.ts desc
    limit $sample
),

newest as (
    select
        logs.ts,
        logs.level,
        logs.service,
        coalesce(nullif(logs.message, ''), logs.error_message) as message
    from logs
    inner join places
        on places.place = logs.rowid
    where coalesce(nullif(logs.message, ''), logs.error_message) is not null
),

earlier_places as (
    select
        logs.rowid as place
    from logs
    where logs.ts >= $known_from_ts
        and logs.ts < $from_ts
        and passes_filter($services, logs.service)
        and passes_filter($sources, logs.source)
    order by logs.ts desc
    limit $sample
),

earlier as (
    select
        coalesce(nullif(logs.message, ''), logs.error_message) as message
    from logs
    inner join earlier_places
        on earlier_places.place = logs.rowid
    where coalesce(nullif(logs.message, ''), logs.error_message) is not null
),

known as (
    select distinct
        masked_message(message) as pattern
    from (
        select distinct
            message
        from earlier
    )
),

messages as (
    select
        message,
        count(*) as records,
        min(ts) as first_seen,
        max(ts) as last_seen,
        max_by(level, ts) as level,
        max_by(service, ts) as service
    from newest
    group by message
),

patterns as (
    select
        masked_message(message) as pattern,
        sum(records)::bigint as records,
        min(first_seen) as first_seen,
        max(last_seen) as last_seen,
        max_by(level, last_seen) as level,
        max_by(service, last_seen) as service,
        max_by(message, last_seen) as sample
    from messages
    group by pattern
    order by records desc, pattern
    limit $limit
)

select
    patterns.level,
    patterns.records,
    patterns.pattern,
    known.pattern is null as is_new,
    patterns.service,
    patterns.first_seen,
    patterns.last_seen,
    patterns.sample,
    (
        select count(*)
        from places
    ) as sampled
from patterns
left join known
    on known.pattern = patterns.pattern
order by patterns.records desc, patterns.pattern;

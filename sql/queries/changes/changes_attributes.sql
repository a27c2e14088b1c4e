-- title: What changed, by attribute value
-- grain: key × value
-- parameters: from_ts, to_ts, share, before_from_ts, before_to_ts, before_share, services, sources, levels, routes, hosts, keys, paths, limit
-- needs: compared_logs, passes_filter, counted_sources, counts_once
-- The values of the top-level attributes $keys, which stand at the JSON paths $paths, in samples of two windows ($share and $before_share of their records). had_before
-- and had_after are how many records of the samples have that key.
with counted as (
    select
        logs.is_after,
        logs.service,
        json_extract_string(logs.attributes, $paths) as entries
    from compared_logs($from_ts, $to_ts, $share, $before_from_ts, $before_to_ts, $before_share) as logs
    join counted_sources as streams
        on streams.source = logs.source
        and streams.service is not distinct from logs.service
    where (counts_once(streams.is_counted, logs.is_copy) or $sources is not null)
        and logs.attributes is not null
        and passes_filter($services, logs.service)
        and passes_filter($sources, logs.source)
        and passes_filter($levels, logs.level)
        and passes_filter($routes, logs.route)
        and passes_filter($hosts, logs.host)
),

cells as (
    select
        entries,
        min(service) as service,
        count(*) filter (not is_after) as n_before,
        count(*) filter (is_after) as n_after
    from counted
    group by entries
),

pairs as (
    select
        unnest($keys) as key,
        unnest(entries) as value,
        service,
        n_before,
        n_after
    from cells
),

valued as (
    select
        key,
        left(value, 120) as value,
        min(service) as service,
        sum(n_before)::bigint as n_before,
        sum(n_after)::bigint as n_after
    from pairs
    where value is not null
    group by all
)

select
    *,
    sum(n_before) over (partition by key)::bigint as had_before,
    sum(n_after) over (partition by key)::bigint as had_after
from valued
order by n_before + n_after desc, key, value
limit $limit;

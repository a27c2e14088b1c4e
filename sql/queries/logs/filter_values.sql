-- title: Values to filter by
-- grain: dimension × value
-- parameters: fine, from_ts, to_ts, limit
-- needs: rollup_rows
-- What occurs in the window in each dimension, most frequent first; the empty string stands for records without a value.
with counts as (
    select
        service,
        source,
        level,
        route,
        host,
        sum(n)::bigint as n
    from rollup_rows($fine, true, false, $from_ts, $to_ts)
    group by all
),

sums as (
    select
        unnest(['service', 'source', 'level', 'route', 'host']) as dimension,
        unnest([coalesce(service, ''), source, coalesce(level, ''), coalesce(route, ''), coalesce(host, '')]) as value,
        n
    from counts
)

select
    dimension,
    value,
    sum(n)::bigint as records
from sums
group by dimension, value
qualify row_number() over (partition by dimension order by sum(n) desc, value) <= $limit
order by dimension, records desc, value;

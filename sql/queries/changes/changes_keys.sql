-- title: Attributes with few distinct values
-- grain: key of attributes
-- parameters: from_ts, to_ts, share, before_from_ts, before_to_ts, before_share, services, sources, levels, routes, hosts, most_values, limit
-- needs: compared_logs, passes_filter
-- Top-level keys of attributes whose values are texts, booleans or whole numbers, in samples of two windows, and of which there
-- are at most $most_values. What Longtail itself noted (`_longtail`) is left out.
with entries as (
    select unnest(map_entries(attributes::map(varchar, json))) as entry
    from compared_logs($from_ts, $to_ts, $share, $before_from_ts, $before_to_ts, $before_share)
    where json_type(attributes) = 'OBJECT'
        and passes_filter($services, service)
        and passes_filter($sources, source)
        and passes_filter($levels, level)
        and passes_filter($routes, route)
        and passes_filter($hosts, host)
),

scalars as (
    select
        entry.key as key,
        left(entry.value::varchar, 120) as value
    from entries
    where entry.key not like '%"%'
        and entry.key != '_longtail'
        and regexp_matches(entry.value::varchar, '^("|true|false|-?\d+$)')
)

select
    key,
    count(*) as records,
    count(distinct value) as distinct_values
from scalars
group by key
having distinct_values <= $most_values
order by records desc, key
limit $limit;

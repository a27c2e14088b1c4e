-- title: Hours whose records are not counted yet
-- grain: hour
-- parameters: since
-- needs: hourly_rollup, log_counters
-- Those from `since` on whose number of records or copies is another than when they were counted.
with stamps as (
    select
        hour,
        max(value) filter (a = 'n') as n,
        max(value) filter (a = 'copies') as copies
    from log_counters
    where kind = 'stamp'
        and hour >= $since
    group by hour
),

present as (
    select
        hour,
        sum(n) as n,
        coalesce(sum(n) filter (is_copy), 0) as copies
    from hourly_rollup
    where hour >= $since
    group by hour
)

select present.hour
from present
left join stamps
    on present.hour = stamps.hour
where present.n is distinct from stamps.n
    or present.copies is distinct from stamps.copies
order by present.hour;

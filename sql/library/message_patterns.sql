-- title: Messages by pattern
-- grain: pattern
-- parameters: from, to
-- needs: logs, masked_message
-- The same message with other numbers is one pattern; the newest 10,000 records of the range.
with newest as (
    select
        message,
        level,
        ts
    from logs
    where ts >= $from
        and ts < $to
        and message is not null
    order by ts desc
    limit 10000
)

select
    masked_message(message) as pattern,
    count(*) as records,
    mode(level) as level,
    min(ts) as first_ts,
    max(ts) as last_ts
from newest
group by pattern
order by records desc
limit 100;

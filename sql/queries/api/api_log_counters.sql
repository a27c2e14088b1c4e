-- title: What the logs count up
-- grain: kind × service × a × b × c
-- parameters:
-- needs: log_counters
-- The counters of /metrics that are made from records, over all time; bounded in number.
select
    kind,
    service,
    a,
    b,
    c,
    sum(value) as value
from log_counters
where kind <> 'stamp'
group by kind, service, a, b, c
order by kind, service, a, b, try_cast(c as double), c;

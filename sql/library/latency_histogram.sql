-- title: Latency histogram
-- grain: duration bucket
-- parameters: from, to
-- needs: requests
-- How many requests took how long, in steps of a quarter more.
select
    round(pow(1.25, floor(ln(greatest(duration_ms, 0.1)) / ln(1.25))), 2) as from_ms,
    count(*) as requests
from requests
where ts >= $from
    and ts < $to
    and duration_ms is not null
group by from_ms
order by from_ms;

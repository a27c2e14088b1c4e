-- title: Sum samples up by hour
-- grain: series × hour
-- parameters: from_ts, to_ts
-- needs: sample_minutes, sample_hours
-- As roll_minutes, from the minutes.
insert into sample_hours by name
select
    series_id,
    date_trunc('hour', ts) as ts,
    sum(n)::integer as n,
    min(min) as min,
    max(max) as max,
    sum(mean * n) / sum(n) as mean,
    max_by(last, minutes.ts) as last,
    sum(increase) as increase
from sample_minutes as minutes
where minutes.ts >= $from_ts
    and minutes.ts < $to_ts
group by series_id, date_trunc('hour', minutes.ts)
order by series_id, ts;

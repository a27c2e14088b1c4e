-- title: Sum samples up by minute
-- grain: series × minute
-- parameters: from_ts, to_ts
-- needs: samples_raw, sample_minutes
-- Whole minutes from `from_ts` on, up to `to_ts`; what was there of them was deleted before. In order of the series, so that
-- DuckDB passes over what a question is not about.
insert into sample_minutes by name
select
    series_id,
    date_trunc('minute', ts) as ts,
    count(*)::integer as n,
    min(value) as min,
    max(value) as max,
    avg(value) as mean,
    max_by(value, raw.ts) as last,
    sum(increase) as increase
from samples_raw as raw
where raw.ts >= $from_ts
    and raw.ts < $to_ts
    and value is not null
group by series_id, date_trunc('minute', raw.ts)
order by series_id, ts;

-- title: What each series of a name was at a moment
-- grain: series
-- parameters: series_name, moment
-- needs: series, samples_raw
-- As PromQL answers an instant query: the newest sample of the five minutes up to `moment`; none where the series ended before.
create or replace macro samples_at(series_name, moment) as table
with newest as (
    select
        raw.series_id,
        max_by({'value': raw.value}, raw.ts).value as value,
        max(raw.ts) as ts
    from samples_raw as raw
    where raw.ts > moment - interval 5 minutes
        and raw.ts <= moment
        and raw.series_id in (select known.series_id from series as known where known.name = series_name)
    group by raw.series_id
)

select
    newest.ts,
    series.labels,
    newest.value
from newest
inner join series
    on newest.series_id = series.series_id
where newest.value is not null;

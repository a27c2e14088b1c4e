-- title: What is measured now
-- grain: series
-- parameters: names, targets, from_ts, limit
-- needs: series, samples_raw
-- The newest sample since `from_ts` of each series that has one of these names and has not ended. What was scraped from elsewhere (it
-- has a job) is left out, unless it is one of the names `targets`: whoever scrapes itself would else tell twice as much each time.
with newest as (
    select
        raw.series_id,
        max_by({'value': raw.value}, raw.ts).value as value
    from samples_raw as raw
    where raw.ts >= $from_ts
        and raw.series_id in (
            select named.series_id
            from series as named
            where (named.name in (select unnest($names)) and named.labels['job'] is null)
                or named.name in (select unnest($targets))
        )
    group by raw.series_id
)

select
    series.name,
    series.kind,
    map_entries(series.labels) as labels,
    newest.value
from newest
inner join series
    on newest.series_id = series.series_id
where newest.value is not null
order by series.name, series.labels::varchar
limit $limit;

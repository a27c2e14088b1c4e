-- title: Series and their last values
-- grain: series
-- parameters: since
-- needs: series, samples_raw
-- What the writer must know to go on: last is null where the series has no sample since `since`, or ended.
with newest as (
    select
        series_id,
        max_by({'value': value}, ts).value as current,
        max_by(value, ts) filter (value is not null) as last
    from samples_raw
    where ts >= $since
    group by series_id
)

select
    series.series_id,
    series.name,
    map_keys(series.labels) as label_names,
    map_values(series.labels) as label_values,
    series.kind,
    newest.last,
    newest.current is not null as is_alive
from series
left join newest
    on series.series_id = newest.series_id
order by series.series_id;

-- title: What series were last
-- grain: series
-- parameters: names, only, from_ts, to_ts
-- needs: series, samples_raw, has_labels
-- labels is a JSON object. The newest sample of a window, of each series that did not end in it.
with chosen as (
    select *
    from series
    where name in (select unnest($names))
        and has_labels(labels, $only)
),

newest as (
    select
        series_id,
        max_by({'value': value}, ts).value as value,
        max(ts) as ts
    from samples_raw
    where ts >= $from_ts
        and ts < $to_ts
        and series_id in (select series_id from chosen)
    group by series_id
)

select
    chosen.name,
    to_json(chosen.labels)::varchar as labels,
    newest.value,
    newest.ts
from newest
inner join chosen
    on newest.series_id = chosen.series_id
where newest.value is not null
order by chosen.name, to_json(chosen.labels)::varchar;

-- title: Samples of some names in a window, each part from the coarsest table that is allowed
-- grain: series × hour, minute or moment
-- parameters: names, from_ts, hours_until, minutes_until, to_ts
-- needs: series, samples_raw, sample_minutes, sample_hours
-- Up to `hours_until` by hour, from there up to `minutes_until` by minute, then as they were measured.
create or replace macro measured(names, from_ts, hours_until, minutes_until, to_ts) as table
with chosen as (
    select known.*
    from series as known
    where known.name in (select unnest(names))
),

totals as (
    select *
    from sample_hours as hours
    where hours.ts >= from_ts
        and hours.ts < least(hours_until, to_ts)
        and hours.series_id in (select chosen.series_id from chosen)
    union all
    select *
    from sample_minutes as minutes
    where minutes.ts >= greatest(from_ts, hours_until)
        and minutes.ts < least(greatest(hours_until, minutes_until), to_ts)
        and minutes.series_id in (select chosen.series_id from chosen)
    union all
    select
        raw.series_id,
        raw.ts,
        1 as n,
        raw.value as min,
        raw.value as max,
        raw.value as mean,
        raw.value as last,
        raw.increase
    from samples_raw as raw
    where raw.ts >= greatest(from_ts, hours_until, minutes_until)
        and raw.ts < to_ts
        and raw.value is not null
        and raw.series_id in (select chosen.series_id from chosen)
)

select
    totals.*,
    chosen.name,
    chosen.labels,
    chosen.kind
from totals
inner join chosen
    on totals.series_id = chosen.series_id;

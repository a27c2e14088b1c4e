-- title: When disks will be full
-- grain: host × mount
-- parameters: now, from_ts, hours_until, minutes_until
-- needs: measured, series
-- Used bytes as a line over the quarters of the days of the last week (ordinary least squares), and when it reaches the size: full_at, with an interval
-- of 95 % (earliest, latest) from the standard error of the slope. Nothing where the line does not rise for certain, or where it takes
-- more than ten years; `latest` is null where the slope may be zero.
with quarters as (
    select
        series_id,
        time_bucket(interval '6 hours', ts) as quarter,
        sum(mean * n) as weighed,
        sum(n) as n
    from measured(
        ['disk_used_bytes', 'disk_free_bytes', 'disk_total_bytes'], $from_ts, $hours_until, $minutes_until, $now
    )
    group by all
),

disks as (
    select
        series.series_id,
        series.name,
        coalesce(series.labels['host'], series.labels['instance'], '') as host,
        series.labels['mount'] as mount
    from series
    where series.name in ('disk_used_bytes', 'disk_free_bytes', 'disk_total_bytes')
),

points as materialized (
    select
        disks.host,
        disks.mount,
        disks.name,
        epoch(quarters.quarter - $now) / 86400 as day,
        sum(quarters.weighed) / sum(quarters.n) as bytes
    from quarters
    inner join disks
        on quarters.series_id = disks.series_id
    group by all
),

fits as (
    select
        host,
        mount,
        regr_slope(bytes, day) as per_day,
        regr_count(bytes, day) as points,
        regr_sxx(bytes, day) as sxx,
        regr_syy(bytes, day) as syy,
        max_by(bytes, day) as used
    from points
    where name = 'disk_used_bytes'
    group by host, mount
),

ends as (
    select
        host,
        mount,
        max_by(bytes, day) as free
    from points
    where name = 'disk_free_bytes'
    group by host, mount
),

slopes as (
    select
        fits.*,
        ends.free,
        case
            when fits.points > 2 and fits.sxx > 0 then
                sqrt(greatest(fits.syy - fits.per_day * fits.per_day * fits.sxx, 0) / (fits.points - 2) / fits.sxx)
        end as error
    from fits
    inner join ends
        on fits.host = ends.host
        and fits.mount = ends.mount
)

select
    host,
    mount,
    used,
    free,
    used / nullif(used + free, 0) as share,
    per_day,
    points,
    case
        when points >= 4 and per_day > 1.96 * error and free / per_day < 3650
            then $now + to_seconds(free / per_day * 86400)
    end as full_at,
    case
        when points >= 4 and per_day > 1.96 * error and free / per_day < 3650
            then $now + to_seconds(free / (per_day + 1.96 * error) * 86400)
    end as earliest,
    case
        when points >= 4 and per_day > 1.96 * error and free / (per_day - 1.96 * error) < 3650
            then $now + to_seconds(free / (per_day - 1.96 * error) * 86400)
    end as latest
from slopes
order by full_at nulls last, share desc, host, mount;

-- title: An error rises
-- severity: error
-- labels: component=errors
-- every: 1m
-- when: value > $threshold
-- recovers: value < $threshold / 2 for 15m
-- parameters: threshold = 3, at_least = 20, window = 15m
-- looks back: 28d
-- unit: times
-- summary: {error_type} in {service} comes {value} times as often as at this hour of the week
-- evidence: errors
-- Against the mean of the same quarter of an hour in the four weeks before, and at least that of the day before.
with
    usual as (
        select
            error_id,
            count(*) filter (
                epoch(ts - ($from - interval 28 days)) % 604800 < epoch($window)
            ) / 4 as of_the_hour,
            count(*) filter (ts >= $from - interval 1 day) * epoch($window) / 86400 as of_the_day
        from error_occurrences
        where ts >= $from - interval 28 days
            and ts < $from
        group by error_id
    ),
    now_seen as (
        select
            error_id,
            service,
            error_type,
            count(*) as occurrences
        from error_occurrences
        where ts >= $from
            and ts < $to
        group by error_id, service, error_type
        having count(*) >= $at_least
    )
select
    now_seen.error_id,
    now_seen.service,
    coalesce(now_seen.error_type, 'Error') as error_type,
    now_seen.occurrences / greatest(usual.of_the_hour, usual.of_the_day, 1) as value
from now_seen
inner join usual on usual.error_id = now_seen.error_id;

-- example: five a quarter of an hour, then sixty
-- given: error_occurrences from 00:00 to 1d 12:00 every 3m: error_id=old, service=shop, error_type=KeyError
-- given: error_occurrences from 1d 12:00 to 1d 12:15 every 15s: error_id=old, service=shop, error_type=KeyError
-- then: fires at 1d 12:05: error_id=old
-- then: resolves at 1d 12:41: error_id=old

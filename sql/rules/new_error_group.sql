-- title: A new error
-- severity: warning
-- labels: component=errors
-- every: 1m
-- when: value >= $threshold
-- parameters: threshold = 1, window = 15m, known = 1d
-- looks back: 400d
-- summary: {error_type} in {service} was never seen before
-- evidence: errors
-- Nothing is new while the logs themselves are younger than `known`.
with
    before as (
        select
            error_id,
            min(ts) as first_ts
        from error_occurrences
        where ts < $from
        group by error_id
    ),
    now_seen as (
        select
            error_id,
            service,
            error_type,
            count(*) as value
        from error_occurrences
        where ts >= $from
            and ts < $to
        group by error_id, service, error_type
    )
select
    now_seen.error_id,
    now_seen.service,
    coalesce(now_seen.error_type, 'Error') as error_type,
    now_seen.value
from now_seen
inner join (select min(first_ts) as first_ts from before) as oldest
    on oldest.first_ts < $from - $known
left join before
    on before.error_id = now_seen.error_id
where before.error_id is null;

-- example: a known error and a new one
-- given: error_occurrences at 00:00: error_id=old, service=shop, error_type=KeyError
-- given: error_occurrences at 1d 12:00: error_id=old, service=shop, error_type=KeyError
-- given: error_occurrences at 1d 12:00:30: error_id=new, service=shop, error_type=ValueError
-- then: fires at 1d 12:01: error_id=new
-- then: resolves at 1d 12:16: error_id=new

-- ready: New or regressed error group
-- about: Errors that were never seen before, and those that are back after somebody resolved them.
-- ask threshold: number = 1; Fires from so many occurrences
-- ask service: service?; Only of this service
-- ask window: duration = 15m; Counted over
-- instead of: top_errors, open_errors, open_errors_series, error_trend
-- severity: [[severity]]
-- every: 1m
-- when: value >= $threshold
-- parameters: threshold = [[threshold]], window = [[window]], known = 1d
-- looks back: 400d
-- summary: {error_type} in {service} is new or back
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
    )
select
    occurred.error_id,
    occurred.service,
    occurred.error_type,
    count(*) as value
from error_occurrences as occurred
cross join (select min(first_ts) as first_ts from before) as oldest
left join before
    on before.error_id = occurred.error_id
left join error_states as decided
    on decided.error_id = occurred.error_id
    and decided.status = 'regressed'
    and decided.decided_at < occurred.ts
where occurred.ts >= $from
    and occurred.ts < $to
    and occurred.service = [[service]]
    and (decided.error_id is not null or (before.error_id is null and oldest.first_ts < $from - $known))
group by occurred.error_id, occurred.service, occurred.error_type

-- example: a known error, one that is back, and a new one
-- given: error_states: error_id=back, status=regressed, decided_at='2026-01-05 00:00:00'
-- given: error_occurrences at 00:00: error_id=old, service=shop, error_type=KeyError
-- given: error_occurrences at 00:00: error_id=back, service=shop, error_type=KeyError
-- given: error_occurrences at 1d 12:00: error_id=old, service=shop, error_type=KeyError
-- given: error_occurrences at 1d 12:00: error_id=back, service=shop, error_type=KeyError
-- given: error_occurrences at 1d 12:00:30: error_id=new, service=shop, error_type=ValueError
-- then: fires at 1d 12:01: error_id=back
-- then: fires at 1d 12:01: error_id=new
-- then: resolves at 1d 12:16: error_id=back
-- then: resolves at 1d 12:16: error_id=new

-- title: A resolved error is back
-- severity: error
-- labels: component=errors
-- every: 1m
-- when: value >= $threshold
-- parameters: threshold = 1, window = 15m
-- summary: {error_type} in {service} was resolved and is back
-- evidence: errors
select
    occurred.error_id,
    occurred.service,
    coalesce(occurred.error_type, 'Error') as error_type,
    count(*) as value
from error_occurrences as occurred
inner join error_states as decided
    on decided.error_id = occurred.error_id
    and decided.status = 'regressed'
    and decided.decided_at < occurred.ts
where occurred.ts >= $from
    and occurred.ts < $to
group by occurred.error_id, occurred.service, occurred.error_type;

-- example: it was resolved, and comes once
-- given: error_states: error_id=old, status=regressed, decided_at='2026-01-05 00:00:00'
-- given: error_occurrences at 00:30: error_id=old, service=shop, error_type=KeyError
-- given: error_occurrences at 00:30: error_id=other, service=shop, error_type=KeyError
-- then: fires at 00:31: error_id=old
-- then: resolves at 00:46: error_id=old

-- title: Everything of one user
-- grain: record
-- parameters: from, to, user
-- needs: logs
-- What one user did, newest first: give the id as $user.
select
    ts,
    level,
    service,
    method,
    path,
    status,
    duration_ms,
    message,
    trace_id
from logs
where ts >= $from
    and ts < $to
    and user_id = $user
order by ts desc
limit 1000;

-- title: Count records with changed marks again
-- grain: as hourly_rollup
-- needs: hourly_rollup, logs, find_changed_marks, duration_bucket, is_request, status_class
-- Appends what goes with a count below zero and what comes above it: sums stay right, before and after merging.
insert into hourly_rollup by name
select
    date_trunc('hour', logs.ts) as hour,
    logs.source,
    logs.service,
    logs.level,
    logs.method,
    logs.route,
    logs.host,
    is_request(logs.method, logs.path, logs.status) as is_request,
    status_class(logs.status) as status_class,
    duration_bucket(logs.duration_ms) as duration_bucket,
    changed_marks.is_copy = sides.is_after as is_copy,
    sum(case when sides.is_after then 1 else -1 end)::bigint as n,
    sum(case when sides.is_after then logs.duration_ms else -logs.duration_ms end) as duration_sum_ms,
    true as is_partial
from logs
inner join changed_marks
    on changed_marks.place = logs.rowid
cross join (values (false), (true)) as sides(is_after)
group by all
order by hour, source, service;

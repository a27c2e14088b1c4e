-- title: Count the six hours around the due hours again
-- grain: six hours × source × service × level × method × route × host × status class × duration bucket
-- needs: coarse_rollup, hourly_rollup, due_hours, floor_six_hours
-- Runs when the due hours are merged: their merged rows and those of the hours beside them.
insert into coarse_rollup by name
select
    floor_six_hours(hourly_rollup.hour) as begin,
    hourly_rollup.* exclude (hour, n, duration_sum_ms, is_partial),
    sum(hourly_rollup.n)::bigint as n,
    sum(hourly_rollup.duration_sum_ms) as duration_sum_ms
from hourly_rollup
where not hourly_rollup.is_partial
    and hourly_rollup.hour >= (select min(floor_six_hours(due_hours.hour)) from due_hours)
    and hourly_rollup.hour < (select max(floor_six_hours(due_hours.hour)) + interval 6 hours from due_hours)
    and floor_six_hours(hourly_rollup.hour) in (select floor_six_hours(due_hours.hour) from due_hours)
group by all
order by begin, hourly_rollup.source, hourly_rollup.service;

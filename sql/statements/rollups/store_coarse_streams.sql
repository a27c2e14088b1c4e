-- title: Count the six hours around the due hours again, without endpoints
-- grain: six hours × source × service × level × is_request × status class × duration bucket
-- needs: coarse_stream_rollup, stream_rollup, due_hours, floor_six_hours
-- Runs when the due hours are merged and are in stream_rollup.
insert into coarse_stream_rollup by name
select
    floor_six_hours(stream_rollup.hour) as begin,
    stream_rollup.* exclude (hour, n, duration_sum_ms),
    sum(stream_rollup.n)::bigint as n,
    sum(stream_rollup.duration_sum_ms) as duration_sum_ms
from stream_rollup
where stream_rollup.hour >= (select min(floor_six_hours(due_hours.hour)) from due_hours)
    and stream_rollup.hour < (select max(floor_six_hours(due_hours.hour)) + interval 6 hours from due_hours)
    and floor_six_hours(stream_rollup.hour) in (select floor_six_hours(due_hours.hour) from due_hours)
group by all
order by begin, stream_rollup.source, stream_rollup.service;

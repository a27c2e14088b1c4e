-- title: Where an id occurs
-- grain: file
-- parameters: id, min_us, max_us, min_file_id, max_file_id
-- needs: logs, timestamp_of_us
-- The files with records of a trace, span or request id, and the first and last time in each; the span to look in is in
-- microseconds since 1970, both ends are in it.
select
    file_id,
    min(ts) as first_ts,
    max(ts) as last_ts,
    count(*) as records
from logs
where ts >= timestamp_of_us($min_us)
    and ts <= timestamp_of_us($max_us)
    and file_id >= $min_file_id
    and file_id <= $max_file_id
    and (trace_id = $id or request_id = $id or span_id = $id)
group by file_id
order by file_id;

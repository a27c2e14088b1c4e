-- title: Store the merged rows, without endpoints
-- grain: hour × source × service × level × is_request × status class × duration bucket
-- needs: stream_rollup, merge_rollup
insert into stream_rollup by name
select
    merged_rollup.* exclude (method, route, host, n, duration_sum_ms, is_partial),
    sum(merged_rollup.n)::bigint as n,
    sum(merged_rollup.duration_sum_ms) as duration_sum_ms
from merged_rollup
group by all
order by merged_rollup.hour, merged_rollup.source, merged_rollup.service;

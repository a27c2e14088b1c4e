-- title: Rollup rows of a window as totals count them
-- grain: record, hour or six hours × source × service × level × method × route × host × status class × duration bucket
-- parameters: fine, coarse, by_stream, from_ts, to_ts, services, sources, levels, routes, hosts
-- needs: filtered_rollup, counted_sources, counts_once
-- What passes the filters; fine, coarse and by_stream as in rollup_rows, where a filter of routes or hosts overrules by_stream.
-- is_record tells what totals of records count, is_request what totals of requests do: an event that is in several
-- files counts once, unless a source was asked for. Always sum n.
create or replace macro counted_rollup(
    fine, coarse, by_stream, from_ts, to_ts, services, sources, levels, routes, hosts
) as table
select
    totals.ts,
    totals.source,
    totals.service,
    totals.level,
    totals.method,
    totals.route,
    totals.host,
    totals.is_request and (streams.counts_requests or sources is not null) as is_request,
    true as is_record,
    totals.status_class,
    totals.duration_bucket,
    totals.n,
    totals.duration_sum_ms
from filtered_rollup(fine, coarse, by_stream, from_ts, to_ts, services, sources, levels, routes, hosts) as totals
join counted_sources as streams
    on streams.source = totals.source
    and streams.service is not distinct from totals.service
where counts_once(streams.is_counted, totals.is_copy)
    or sources is not null;

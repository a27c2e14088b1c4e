-- title: Partial aggregates of a window as totals count them
-- grain: record, hour or six hours × source × service × level × method × route × host × status class × duration bucket
-- parameters: fine, coarse, by_stream, from_ts, to_ts, services, sources, levels, routes, hosts
-- needs: chosen, counted_sources, counts_once
-- What passes the filters; fine, coarse and by_stream as in rolled, where a filter of routes or hosts overrules by_stream.
-- is_record tells what totals of records count, is_request what totals of requests do: an event that stands in several
-- files counts once, unless a source was asked for. Always sum n.
create or replace macro counted(
    fine, coarse, by_stream, from_ts, to_ts, services, sources, levels, routes, hosts
) as table
select
    rolled.ts,
    rolled.source,
    rolled.service,
    rolled.level,
    rolled.method,
    rolled.route,
    rolled.host,
    rolled.is_request and (streams.counts_requests or sources is not null) as is_request,
    true as is_record,
    rolled.status_class,
    rolled.duration_bucket,
    rolled.n,
    rolled.duration_sum_ms
from chosen(fine, coarse, by_stream, from_ts, to_ts, services, sources, levels, routes, hosts) as rolled
join counted_sources as streams
    on streams.source = rolled.source
    and streams.service is not distinct from rolled.service
where counts_once(streams.is_counted, rolled.is_copy)
    or sources is not null;

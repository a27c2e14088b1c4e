-- title: What changed, by message pattern
-- grain: pattern
-- parameters: from_ts, to_ts, share, before_from_ts, before_to_ts, before_share, services, sources, levels, routes, hosts, limit
-- needs: compared_logs, passes_filter, counted_sources, counts_once, masked_message, is_request
-- Messages with their values masked, in samples of two windows ($share and $before_share of their records). Requests and errors
-- are left out: they have rankings of their own. sampled_before and sampled_after are the sizes of the samples, of all records.
with counted as (
    select
        logs.is_after,
        logs.level,
        logs.service,
        left(logs.message, 300) as message,
        logs.error_id is null and not is_request(logs.method, logs.path, logs.status) as is_told
    from compared_logs($from_ts, $to_ts, $share, $before_from_ts, $before_to_ts, $before_share) as logs
    join counted_sources as streams
        on streams.source = logs.source
        and streams.service is not distinct from logs.service
    where (counts_once(streams.is_counted, logs.is_copy) or $sources is not null)
        and passes_filter($services, logs.service)
        and passes_filter($sources, logs.source)
        and passes_filter($levels, logs.level)
        and passes_filter($routes, logs.route)
        and passes_filter($hosts, logs.host)
),

messages as (
    select
        message,
        max(level) as level,
        min(service) as service,
        count(*) filter (not is_after) as n_before,
        count(*) filter (is_after) as n_after
    from counted
    where is_told
        and message is not null
    group by message
)

select
    masked_message(message) as pattern,
    max(level) as level,
    min(service) as service,
    min(message) as example,
    sum(n_before)::bigint as n_before,
    sum(n_after)::bigint as n_after,
    (select count(*) from counted where not is_after) as sampled_before,
    (select count(*) from counted where is_after) as sampled_after
from messages
group by pattern
order by sum(n_before) + sum(n_after) desc, pattern
limit $limit;

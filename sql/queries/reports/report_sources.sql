-- title: Records of a window by source
-- grain: service × source
-- parameters: from_ts, to_ts, before_from_ts, before_to_ts, services
-- needs: rollup_rows, passes_filter
-- Records of each source in the window and in its baseline; a source that is silent in the window is among them.
select
    service,
    source,
    coalesce(sum(n) filter (is_after), 0)::bigint as records,
    coalesce(sum(n) filter (not is_after), 0)::bigint as records_before
from (
    select
        true as is_after,
        service,
        source,
        n
    from rollup_rows(false, false, false, $from_ts, $to_ts)
    union all
    select
        false as is_after,
        service,
        source,
        n
    from rollup_rows(false, false, false, $before_from_ts, $before_to_ts)
)
where passes_filter($services, service)
group by service, source
order by service nulls last, source;

-- title: Versions that are new in a window
-- grain: service × version
-- parameters: from_ts, to_ts, before_from_ts, before_to_ts, services, paths, share, before_share
-- needs: sampled_logs, passes_filter
-- Values of version-like attributes that records of the window carry and those before it do not, in a sample of either (`share`
-- 0 to 1). `paths` are JSON paths; the first that a record has counts. The service's nearest samples of another version before and
-- after say where between samples it can have begun (`after_ts`) and ended (`before_ts`); null where there is none.
with sampled as (
    select
        true as is_after,
        ts,
        service,
        attributes
    from sampled_logs($from_ts, $to_ts, $share)
    union all
    select
        false as is_after,
        ts,
        service,
        attributes
    from sampled_logs($before_from_ts, $before_to_ts, $before_share)
),

named as (
    select
        is_after,
        ts,
        service,
        list_filter(json_extract_string(attributes, $paths), lambda value: value is not null)[1] as version
    from sampled
    where passes_filter($services, service)
)

select
    service,
    version,
    count(*) filter (is_after) as n_after,
    min(ts) filter (is_after) as first_sampled,
    max(ts) filter (is_after) as last_sampled,
    (
        select max(other.ts)
        from named as other
        where other.service is not distinct from named.service
            and other.version <> named.version
            and other.ts < min(named.ts)
    ) as after_ts,
    (
        select min(other.ts)
        from named as other
        where other.service is not distinct from named.service
            and other.version <> named.version
            and other.ts > max(named.ts)
    ) as before_ts
from named
where version is not null
    and length(version) <= 100
group by service, version
having bool_and(is_after)
    and exists (
        select 1
        from named as earlier
        where earlier.service is not distinct from named.service
            and earlier.version is not null
            and not earlier.is_after
    )
order by first_sampled, service nulls last, version
limit 20;

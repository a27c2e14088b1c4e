-- title: When services began to run another version
-- grain: service × change of version
-- parameters: from_ts, to_ts, services, paths, share, slots
-- needs: sampled_logs, passes_filter
-- The version that most records of a service have, in each of $slots parts of the window, where it is another than in the part before: a
-- roll-out over several hosts is one change, and so is a roll-back. Of a sample of the records ($share, 0 to 1); since_ts is the last
-- sampled record with the version before. $paths are JSON paths; the first that a record has counts.
with named as (
    select
        ts,
        service,
        floor((epoch(ts) - epoch($from_ts::timestamp)) * $slots / (epoch($to_ts::timestamp) - epoch($from_ts::timestamp))) as slot,
        list_filter(json_extract_string(attributes, $paths), lambda value: value is not null)[1] as version
    from sampled_logs($from_ts::timestamp, $to_ts::timestamp, $share)
    where passes_filter($services, service)
),

counted as (
    select
        service,
        slot,
        version,
        count(*) as records,
        min(ts) as first_ts,
        max(ts) as last_ts
    from named
    where version is not null
        and length(version) <= 100
    group by service, slot, version
),

main as (
    select
        service,
        slot,
        max_by(version, (records, version)) as version
    from counted
    group by service, slot
),

seen as (
    select
        main.*,
        lag(main.version) over (partition by main.service order by main.slot) as version_before
    from main
)

select
    seen.service,
    seen.version,
    seen.version_before,
    counted.first_ts as began_at,
    (
        select max(least(earlier.last_ts, counted.first_ts))
        from counted as earlier
        where earlier.service is not distinct from seen.service
            and earlier.version = seen.version_before
            and earlier.first_ts <= counted.first_ts
            and earlier.slot <= seen.slot
    ) as since_ts
from seen
inner join counted
    on counted.service is not distinct from seen.service
    and counted.slot = seen.slot
    and counted.version = seen.version
where seen.version <> seen.version_before
order by
    began_at desc,
    seen.service nulls last
limit 100;

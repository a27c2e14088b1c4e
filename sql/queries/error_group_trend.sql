-- title: One error over time
-- grain: bucket
-- parameters: error_id, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin
-- needs: error_occurrences, error_members, wanted
-- Occurrences of the group $error_id. A bucket without any has no row.
with members as (
    select error_members.stored_id
    from error_members
    where error_members.error_id = $error_id
    union
    select $error_id
)

select
    time_bucket(to_seconds($bucket_seconds), occurred.ts, $origin) as bucket,
    count(*) as occurrences
from error_occurrences as occurred
where occurred.error_id = $error_id
    and occurred.stored_id in (from members)
    and occurred.ts >= $from_ts
    and occurred.ts < $to_ts
    and wanted($services, occurred.service)
    and ($sources is null or list_has_any(occurred.sources, $sources))
    and wanted($levels, occurred.level)
    and wanted($routes, occurred.route)
    and wanted($hosts, occurred.host)
group by bucket
order by bucket;

-- title: Open error groups over time
-- grain: bucket
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin
-- needs: errors, error_groups, wanted
-- How many open groups occurred in each bucket, and how often.
with occurred as (
    select
        time_bucket(to_seconds($bucket_seconds), errors.ts, $origin) as bucket,
        errors.error_id,
        count(*) as occurrences
    from errors
    where errors.ts >= $from_ts
        and errors.ts < $to_ts
        and wanted($services, errors.service)
        and ($sources is null or list_has_any(errors.sources, $sources))
        and wanted($levels, errors.level)
        and wanted($routes, errors.route)
        and wanted($hosts, errors.host)
    group by all
)

select
    occurred.bucket,
    count(*) as error_groups,
    sum(occurred.occurrences)::bigint as occurrences
from occurred
join error_groups as groups on groups.error_id = occurred.error_id
where groups.status in ('open', 'regressed')
group by occurred.bucket
order by occurred.bucket;

-- title: Values of what a search finds
-- grain: dimension × value, for levels also × bucket
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, every_line, bucket_seconds, origin, pointer, limit
-- needs: filtered_logs
-- One pass over the records for all dimensions and, for levels, over time. $pointer is the JSON pointer of an attribute to count too, null for none;
-- records without it are left out there. Elsewhere the empty string stands for records without a value.
with found as (
    select
        time_bucket(to_seconds($bucket_seconds), logs.ts, $origin) as bucket,
        coalesce(logs.service, '') as service,
        logs.source,
        coalesce(logs.level, '') as level,
        coalesce(logs.logger, '') as logger,
        coalesce(logs.route, '') as route,
        coalesce(logs.status::varchar, '') as status,
        coalesce(logs.host, '') as host,
        coalesce(logs.error_type, '') as error_type,
        case when $pointer::varchar is not null then json_extract_string(logs.attributes, $pointer::varchar) end as attribute
    from filtered_logs($from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as logs
    where ($every_line or logs.is_record)
        and true /* search */
),

counts as (
    select
        bucket,
        case grouping_id(service, source, level, logger, route, status, host, error_type, attribute)
            when 255 then 'service'
            when 383 then 'source'
            when 447 then 'level'
            when 479 then 'logger'
            when 495 then 'route'
            when 503 then 'status'
            when 507 then 'host'
            when 509 then 'error_type'
            else 'attribute'
        end as dimension,
        coalesce(service, source, level, logger, route, status, host, error_type, attribute) as value,
        count(*) as records
    from found
    group by grouping sets (
        (service), (source), (bucket, level), (logger), (route), (status), (host), (error_type), (attribute)
    )
)

select
    dimension,
    value,
    bucket,
    records
from counts
where value is not null
qualify dimension = 'level' or row_number() over (partition by dimension order by records desc, value) <= $limit
order by dimension, records desc, value, bucket;

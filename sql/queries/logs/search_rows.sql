-- title: The newest records that a search finds
-- grain: record
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, every_line, before_ts, before_file, before_offset, before_index, limit
-- needs: logs, filtered_logs
-- Newest first. $before_… is the identity of a record after which to go on, null to begin with the newest. An event that
-- is in several files is shown once, unless $every_line is true or a source is asked for. The narrow columns are read
-- first, the wide ones only for what is shown.
with found as (
    select
        logs.place
    from filtered_logs($from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as logs
    where ($every_line or logs.is_record)
        and (
            $before_ts::timestamp is null
            or logs.ts < $before_ts::timestamp
            or (
                logs.ts = $before_ts::timestamp
                and (logs.file_id, logs.byte_offset, logs.record_index) < ($before_file, $before_offset, $before_index)
            )
        )
        and true /* search */
    order by logs.ts desc, logs.file_id desc, logs.byte_offset desc, logs.record_index desc
    limit $limit
)

select
    logs.ts,
    logs.level,
    logs.service,
    logs.source,
    coalesce(
        nullif(logs.message, ''),
        logs.error_message,
        nullif(concat_ws(' ', logs.method, coalesce(logs.path, logs.route), logs.status), ''),
        logs.attributes::varchar
    ) as message,
    logs.host,
    logs.logger,
    logs.method,
    logs.path,
    logs.route,
    logs.status,
    logs.duration_ms,
    logs.user_id,
    logs.trace_id,
    logs.span_id,
    logs.request_id,
    logs.client_ip,
    logs.error_type,
    logs.error_message,
    logs.error_id,
    logs.attributes::varchar as attributes,
    logs.file_id,
    logs.line_number,
    logs.byte_offset,
    logs.record_index
from logs
inner join found
    on found.place = logs.rowid
order by logs.ts desc, logs.file_id desc, logs.byte_offset desc, logs.record_index desc;

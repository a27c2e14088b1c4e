-- title: Records with a user, as totals count them
-- grain: record
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts
-- needs: logs, counted_sources, counts_once, passes_filter, status_class
-- What passes the filters, each event once, or of the sources that were asked for.
create or replace macro user_records(from_ts, to_ts, services, sources, levels, routes, hosts) as table
    select
        records.ts,
        records.source,
        records.service,
        records.level,
        status_class(records.status) as status_class,
        records.route,
        records.host,
        records.user_id
    from logs as records
    join counted_sources as streams
        on streams.source = records.source
        and streams.service is not distinct from records.service
    where records.ts >= from_ts
        and records.ts < to_ts
        and records.user_id is not null
        and (counts_once(streams.is_counted, records.is_copy) or sources is not null)
        and passes_filter(services, records.service)
        and passes_filter(sources, records.source)
        and passes_filter(levels, records.level)
        and passes_filter(routes, records.route)
        and passes_filter(hosts, records.host);

-- title: User sketches of whole hours, as totals count them
-- grain: as user_sketches
-- parameters: part_bits, from_ts, to_ts, services, sources, levels, routes, hosts
-- needs: user_sketches, counted_sources, passes_filter
-- What passes the filters, of streams that the settings do not leave out, or of the sources that were asked for (a user counts once, wherever named): the sketches of part_bits (user_bits).
create or replace macro user_hours(part_bits, from_ts, to_ts, services, sources, levels, routes, hosts) as table
    select hours.*
    from user_sketches as hours
    join counted_sources as streams
        on streams.source = hours.source
        and streams.service is not distinct from hours.service
    where hours.is_fine = (part_bits = 256)
        and hours.hour >= from_ts
        and hours.hour < to_ts
        and (coalesce(streams.is_counted, true) or sources is not null)
        and passes_filter(services, hours.service)
        and passes_filter(sources, hours.source)
        and passes_filter(levels, hours.level)
        and passes_filter(routes, hours.route)
        and passes_filter(hosts, hours.host);

-- title: What other streams tell of too
-- grain: service × source
-- parameters: services, sources
-- needs: sources, counted_sources, passes_filter
-- How much of each stream is copies: its events are found in another stream of the service, and count there. Over everything
-- that was read, of services that write several streams. counts says whether the setting `counted` overrules that: whole, not
-- at all, or once where it does not.
select
    sources.service,
    sources.source,
    sources.rows as records,
    sources.copies,
    sources.copies / sources.rows as copy_share,
    case streams.is_counted
        when true then 'whole, as set'
        when false then 'not at all, as set'
        else 'once'
    end as counts
from sources
join counted_sources as streams
    on streams.source = sources.source
    and streams.service is not distinct from sources.service
where passes_filter($services, sources.service)
    and passes_filter($sources, sources.source)
qualify count(*) over (partition by sources.service) > 1
order by sources.copies desc, sources.service, sources.source;

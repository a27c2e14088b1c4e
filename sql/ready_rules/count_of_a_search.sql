-- ready: Count of a search
-- about: How many records a search finds, as on the page Logs; an event in several files counts once.
-- ask search: search?; What is searched for
-- ask side: choice (>, <); Fires when it is
-- ask threshold: number = 10; This many records
-- ask by: choice? (service, source, host, route, level); Counted for each
-- ask window: duration = 5m; Counted over
-- ask for: duration?; When it holds for
-- severity: [[severity]]
-- for: [[for]]
-- when: value [[side]] $threshold
-- parameters: threshold = [[threshold]], window = [[window]]
-- unit: records
-- summary: {value} records in {window}
-- evidence: logs
select
    logs.[[by]],
    count(*) as value
from logs
join counted_sources as streams
    on streams.source = logs.source
    and streams.service is not distinct from logs.service
where logs.ts >= $from
    and logs.ts < $to
    and counts_once(streams.is_counted, logs.is_copy)
    and [[search]]
group by logs.[[by]]

-- example: twenty records in two minutes
-- given: counted_sources: source=app, service=shop, is_counted=true
-- given: logs from 00:10 to 00:12 every 6s: service=shop, source=app, is_copy=false, level=ERROR
-- then: fires at 00:11:30
-- then: resolves at 00:16:00

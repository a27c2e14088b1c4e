-- ready: A source fell silent
-- about: How long ago a source wrote its last record.
-- ask threshold: number = 15; Fires after so many minutes
-- ask source: source; Which source
-- ask service: service?; Only of this service
-- severity: [[severity]]
-- every: 1m
-- when: value > $threshold
-- parameters: threshold = [[threshold]], window = 1d
-- no data: keep
-- unit: minutes
-- summary: {source} of {service} says nothing for {value}
select
    service,
    source,
    epoch($to - max(ts)) / 60 as value
from logs
where ts >= $from
    and ts < $to
    and source = [[source]]
    and service = [[service]]
group by service, source

-- example: a record a minute, then none for an hour
-- given: logs from 00:00 to 03:00 every 1m: service=shop, source=app
-- given: logs from 04:00 to 04:30 every 1m: service=shop, source=app
-- then: fires at 03:15: source=app
-- then: resolves at 04:01: source=app

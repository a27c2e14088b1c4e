-- title: A warning that is new since the last deploy
-- severity: warning
-- labels: component=logs
-- every: 5m
-- when: value >= $threshold
-- parameters: threshold = 3, window = 1h
-- looks back: 3d
-- summary: {service} {version} says {value} times what was never said before: {pattern}
-- evidence: logs
-- Warnings and errors with their values masked; exceptions have rules of their own. A service that named no other version within
-- three days has no deploy, and whatever it says is not new because of one.
with
    told as (
        select
            coalesce(service, '') as service,
            ts >= $from as is_now,
            left(message, 300) as message,
            version_of(attributes) as version,
            count(*) as records
        from logs
        where ts < $to
            and level in ('WARNING', 'ERROR', 'CRITICAL')
            and message is not null
            and error_id is null
            and not coalesce(is_copy, false)
        group by 1, 2, 3, 4
    ),
    deployed as (
        select service
        from told
        group by service
        having count(distinct version) >= 2
    ),
    patterns as (
        select
            service,
            masked_message(message) as pattern,
            sum(records) filter (where is_now) as value,
            min(version) filter (where is_now) as version,
            count(*) filter (where not is_now) as before
        from told
        group by service, pattern
    )
select
    patterns.service,
    left(patterns.pattern, 200) as pattern,
    patterns.version,
    patterns.value
from patterns
inner join deployed
    on deployed.service = patterns.service
where patterns.value is not null
    and patterns.before = 0
    and patterns.version is not null;

-- example: version 2 says what version 1 never said, and what it said too
-- given: logs from 00:00 to 2d 00:00 every 30m: service=shop, level=WARNING, message=cache 17 is cold, attributes='{"version": "1"}'
-- given: logs from 2d 00:00 to 2d 02:00 every 10m: service=shop, level=WARNING, message=cache 18 is cold, attributes='{"version": "2"}'
-- given: logs from 2d 00:00 to 2d 00:30 every 10m: service=shop, level=WARNING, message=no route to 10.0.0.7, attributes='{"version": "2"}'
-- given: logs from 2d 00:00 to 2d 02:00 every 10m: service=shop, level=INFO, message=hello, attributes='{"version": "2"}'
-- then: fires at 2d 00:25: service=shop, pattern=no route to <*>, version=2
-- then: resolves at 2d 01:05: service=shop, pattern=no route to <*>

-- example: the same version says something new
-- given: logs from 00:00 to 12:00 every 30m: service=shop, level=WARNING, message=cache 17 is cold, attributes='{"version": "1"}'
-- given: logs from 12:00 to 13:00 every 5m: service=shop, level=ERROR, message=no route to 10.0.0.7, attributes='{"version": "1"}'
-- then: nothing

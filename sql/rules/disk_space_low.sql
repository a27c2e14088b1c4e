-- title: Disk space low
-- severity: warning
-- labels: component=host
-- for: 1m
-- when: value > $threshold
-- critical when: value > $critical
-- recovers: value < $threshold - 5 for 5m
-- parameters: threshold = 90, critical = 95, window = 5m
-- unit: percent
-- summary: {mount} of {host} is {value} full
-- evidence: host
select
    labels['host'] as host,
    labels['mount'] as mount,
    max_by(value, ts) as value
from samples
where name = 'disk_usage_percent'
    and ts >= $from
    and ts < $to
group by host, mount;

-- example: full for twenty minutes
-- given: samples from 00:00 to 00:10 every 10s: name=disk_usage_percent, labels={host=web1, mount=/}, value=40
-- given: samples from 00:10 to 00:30 every 10s: name=disk_usage_percent, labels={host=web1, mount=/}, value=97
-- given: samples from 00:30 to 01:00 every 10s: name=disk_usage_percent, labels={host=web1, mount=/}, value=40
-- then: fires at 00:11:30: host=web1, severity=critical
-- then: resolves at 00:35:30: host=web1

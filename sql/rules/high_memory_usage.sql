-- title: High memory usage
-- severity: warning
-- labels: component=host
-- for: 5m
-- when: value > $threshold
-- critical when: value > $critical
-- recovers: value < $threshold - 5 for 5m
-- parameters: threshold = 85, critical = 95, window = 5m
-- unit: percent
-- summary: {value} of the memory of {host} are taken
-- evidence: host
select
    labels['host'] as host,
    avg(value) as value
from samples
where name = 'memory_usage_percent'
    and ts >= $from
    and ts < $to
group by host;

-- example: short of memory for twenty minutes
-- given: samples from 00:00 to 00:10 every 10s: name=memory_usage_percent, labels={host=web1}, value=40
-- given: samples from 00:10 to 00:30 every 10s: name=memory_usage_percent, labels={host=web1}, value=97
-- given: samples from 00:30 to 01:00 every 10s: name=memory_usage_percent, labels={host=web1}, value=40
-- then: fires at 00:19:00: host=web1, severity=critical
-- then: resolves at 00:36:30: host=web1

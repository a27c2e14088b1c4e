-- title: A disk will be full within a week
-- severity: warning
-- labels: component=host
-- every: 5m
-- for: 30m
-- when: value < $threshold
-- critical when: value < $critical
-- recovers: value > $threshold * 1.2
-- parameters: threshold = 7, critical = 1, window = 1d
-- unit: days
-- summary: {mount} of {host} is full in {value} if it goes on as in the last day
-- evidence: host
-- A line through the samples of the window. Half of the window must be there, and the disk must be more than half full.
select
    labels['host'] as host,
    labels['mount'] as mount,
    case
        when regr_slope(value, epoch(ts)) > 0
        then (100 - max_by(value, ts)) / (regr_slope(value, epoch(ts)) * 86400)
        else 1000
    end as value
from samples
where name = 'disk_usage_percent'
    and ts >= $from
    and ts < $to
group by host, mount
having max(value) > 50
    and max(ts) - min(ts) > $window / 2;

-- example: it grows by half a percent in an hour, and stops
-- given: samples at 00:00: name=disk_usage_percent, labels={host=web1, mount=/}, value=60
-- given: samples at 06:00: name=disk_usage_percent, labels={host=web1, mount=/}, value=63
-- given: samples at 12:30: name=disk_usage_percent, labels={host=web1, mount=/}, value=66
-- given: samples from 14:00 to 1d 20:00 every 1h: name=disk_usage_percent, labels={host=web1, mount=/}, value=67
-- then: fires at 13:05: mount=/, severity=warning
-- then: resolves at 1d 01:05: mount=/

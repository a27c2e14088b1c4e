-- ready: A disk is full within some days
-- about: When a disk is full if it goes on growing as in the last day.
-- ask threshold: number = 7; Fires below so many days
-- ask host: text?; Only of this host
-- ask mount: text?; Only this mount
-- ask for: duration = 30m; When it holds for
-- severity: [[severity]]
-- every: 5m
-- for: [[for]]
-- when: value < $threshold
-- recovers: value > $threshold * 1.2
-- parameters: threshold = [[threshold]], window = 1d
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
    and labels['host'] = [[host]]
    and labels['mount'] = [[mount]]
group by host, mount
having max(value) > 50
    and max(ts) - min(ts) > $window / 2

-- title: Many lines are rejected
-- severity: warning
-- labels: component=logs
-- every: 1m
-- for: 5m
-- when: value > $threshold
-- recovers: value < $threshold / 2 for 5m
-- parameters: threshold = 100, window = 5m
-- summary: {value} lines could not be read in {window} ({reason})
-- evidence: rejects
select
    reason,
    count(*) as value
from rejects
where rejected_at >= $from
    and rejected_at < $to
group by reason;

-- example: a program writes a format that nobody knows for ten minutes
-- given: rejects from 00:05 to 00:15 every 1s: reason='not JSON', file_id=1, line_number=1, byte_offset=0
-- then: fires at 00:12: reason='not JSON'
-- then: resolves at 00:25: reason='not JSON'

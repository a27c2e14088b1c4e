-- ready: A sample past a value
-- about: The mean of a sample, such as a gauge of a host or of a scraped program, for each of its label sets.
-- ask sample: sample; Which sample
-- ask side: choice (>, <); Fires when it is
-- ask threshold: number = 80; This value
-- ask window: duration = 5m; Mean of
-- ask for: duration = 5m; When it holds for
-- severity: [[severity]]
-- for: [[for]]
-- when: value [[side]] $threshold
-- parameters: threshold = [[threshold]], window = [[window]]
-- summary: [[sample]] of {series} is {value}
select
    trim(labels::varchar, '{}') as series,
    avg(value) as value
from samples
where ts >= $from
    and ts < $to
    and name = [[sample]]
group by series

-- example: it is high for a quarter of an hour
-- given: samples from 00:00 to 00:10 every 30s: name=load, labels={host=web1}, value=5
-- given: samples from 00:10 to 00:25 every 30s: name=load, labels={host=web1}, value=95
-- given: samples from 00:25 to 00:40 every 30s: name=load, labels={host=web1}, value=5
-- then: fires at 00:19:30: series='host=web1'
-- then: resolves at 00:26:00: series='host=web1'

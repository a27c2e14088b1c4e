-- title: Lines are errors
-- severity: error
-- every: 5s
-- when: value > 0.6
-- recovers: value < 0.2
-- parameters: window = 20s
-- no data: keep
-- summary: {value} of the lines of {service} are errors
select
    service,
    avg((level = 'ERROR')::double) as value
from logs
where ts >= $from
    and ts < $to
    and starts_with(service, 'service-')
group by service;

-- title: A first look
-- grain: hour × level
-- parameters: from, to
-- needs: logs
-- Records by hour and level. $from and $to follow the range of the page.
select
    date_trunc('hour', ts) as hour,
    coalesce(level, '(none)') as level,
    count(*) as records
from logs
where ts >= $from
    and ts < $to
group by all
order by hour, level;

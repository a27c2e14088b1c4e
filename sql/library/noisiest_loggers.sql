-- title: Noisiest loggers
-- grain: service × logger × level
-- parameters: from, to
-- needs: logs
-- Who writes most, and how much of it.
select
    service,
    logger,
    level,
    count(*) as records,
    round(100 * count(*) / sum(count(*)) over (partition by 'all'), 2) as percent
from logs
where ts >= $from
    and ts < $to
group by all
order by records desc
limit 100;

-- title: Requests over time by service
-- grain: minute × service
-- parameters: from, to
-- needs: requests
-- A line for each service; the bucket follows nothing, change it to hour or second.
select
    date_trunc('minute', ts) as minute,
    service,
    count(*) as requests
from requests
where ts >= $from
    and ts < $to
group by all
order by all;

-- title: Status codes by service
-- grain: service × status
-- parameters: from, to
-- needs: requests
-- How requests ended.
select
    service,
    status,
    count(*) as requests,
    round(100 * count(*) / sum(count(*)) over (partition by service), 2) as percent
from requests
where ts >= $from
    and ts < $to
group by service, status
order by service, requests desc;

-- title: Client addresses
-- grain: client address
-- parameters: from, to
-- needs: requests
-- Who asks most, and how often in vain.
select
    client_ip,
    count(*) as requests,
    count(*) filter (status between 400 and 499) as refused,
    count(*) filter (status >= 500) as failed,
    count(distinct path) as paths,
    max(ts) as last_ts
from requests
where ts >= $from
    and ts < $to
    and client_ip is not null
group by client_ip
order by requests desc
limit 100;

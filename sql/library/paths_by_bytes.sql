-- title: Paths by bytes sent
-- grain: method × route
-- parameters: from, to
-- needs: requests
-- What fills the line: the size of an answer is looked for under the names that logs give it in attributes.
with sized as (
    select
        method,
        coalesce(route, path) as route,
        try_cast(
            coalesce(
                attributes->>'$.bytes',
                attributes->>'$.bytes_sent',
                attributes->>'$.body_bytes_sent',
                attributes->>'$.response_bytes',
                attributes->>'$.response_size',
                attributes->>'$.content_length',
                attributes->>'$.size'
            ) as bigint
        ) as bytes
    from requests
    where ts >= $from
        and ts < $to
)

select
    method,
    route,
    count(*) as requests,
    sum(bytes) as bytes,
    round(avg(bytes)) as avg_bytes,
    max(bytes) as max_bytes
from sized
where bytes is not null
group by all
order by bytes desc
limit 100;

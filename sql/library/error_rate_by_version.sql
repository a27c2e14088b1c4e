-- title: Error rate by version
-- grain: service × version
-- parameters: from, to
-- needs: requests
-- Which release fails: the version is looked for under the names that logs give it in attributes.
select
    service,
    coalesce(
        attributes->>'$.version',
        attributes->>'$.app_version',
        attributes->>'$.release',
        attributes->>'$."service.version"',
        attributes->>'$.service.version',
        '(unknown)'
    ) as version,
    count(*) as requests,
    count(*) filter (status >= 500) as failed,
    round(100 * count(*) filter (status >= 500) / count(*), 2) as failed_percent,
    min(ts) as first_ts,
    max(ts) as last_ts
from requests
where ts >= $from
    and ts < $to
group by all
order by failed_percent desc, requests desc;

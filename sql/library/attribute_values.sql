-- title: Values of an attribute
-- grain: value
-- parameters: key, from, to
-- needs: logs
-- What stands under one key of attributes, and how often: give the key as $key, as in tenant or tenant.id.
select
    json_extract_string(attributes, '$.' || $key) as value,
    count(*) as records,
    min(ts) as first_ts,
    max(ts) as last_ts
from logs
where ts >= $from
    and ts < $to
    and json_extract_string(attributes, '$.' || $key) is not null
group by value
order by records desc
limit 100;

-- title: Keys of attributes
-- grain: service × source × key
-- parameters: from, to
-- needs: logs
-- What applications write that no column has, in the first 100,000 keys of the range.
with sampled as (
    select
        service,
        source,
        unnest(json_keys(attributes)) as key
    from logs
    where ts >= $from
        and ts < $to
        and attributes is not null
    limit 100000
)

select
    service,
    source,
    key,
    count(*) as records
from sampled
group by all
order by service, source, records desc;

-- title: Errors over time by type
-- grain: bucket × type
-- parameters: bucket_seconds, origin, from, to
-- needs: errors
-- Occurrences, each counted once, in the page's buckets.
select
    time_bucket(to_seconds($bucket_seconds), ts, $origin) as bucket,
    coalesce(error_type, '(no type)') as error_type,
    count(*) as occurrences
from errors
where ts >= $from
    and ts < $to
group by all
order by all;

-- title: Records by level
-- grain: hour × service × source × level
-- needs: hourly_rollup, counted_sources, counts_once
-- Only records that totals count, so that the sum over all rows is the number of records.
create or replace view log_levels as
select
    rollup.hour,
    rollup.service,
    rollup.source,
    rollup.level,
    sum(rollup.n)::bigint as records
from hourly_rollup as rollup
inner join counted_sources as streams
    on rollup.source = streams.source
    and rollup.service is not distinct from streams.service
where counts_once(streams.is_counted, rollup.is_copy)
group by all
having sum(rollup.n) > 0;

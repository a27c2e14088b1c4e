-- title: Sketch the batch's users by hour
-- grain: hour × source × service × level × status class, once more by route and host
-- needs: user_sketches, user_sketch, status_class
-- Reads the temporary table batch; appends partial rows.
insert into user_sketches by name
with told as (
    select
        date_trunc('hour', batch.ts) as hour,
        batch.source,
        batch.service,
        batch.level,
        status_class(batch.status) as status_class,
        batch.route,
        batch.host,
        batch.user_id
    from batch
    where batch.user_id is not null
)

select
    told.* exclude (route, host, user_id),
    user_sketch(told.user_id, 1000) as sketch,
    count(*) as n,
    false as is_fine,
    true as is_partial
from told
group by all
union all by name
select
    told.* exclude (user_id),
    user_sketch(told.user_id, 256) as sketch,
    count(*) as n,
    true as is_fine,
    true as is_partial
from told
group by all
order by is_fine, hour, source, service;

-- title: Sketch the batch's users by hour
-- grain: hour × source × service × level × status class
-- needs: user_sketches, user_sketch, status_class
-- Reads the temporary table batch; appends partial rows.
insert into user_sketches by name
select
    date_trunc('hour', batch.ts) as hour,
    batch.source,
    batch.service,
    batch.level,
    status_class(batch.status) as status_class,
    user_sketch(batch.user_id) as sketch,
    count(*) as n,
    true as is_partial
from batch
where batch.user_id is not null
group by all
order by hour, batch.source, batch.service;

-- title: The routes of a batch
-- grain: service × route
-- needs: logs
-- In the order of their first records.
select
    batch.service,
    batch.route
from batch
where batch.route is not null
group by batch.service, batch.route
order by min(batch.rowid);

-- title: The routes that were stored before services had a limit on them
-- grain: service × route
-- needs: hourly_rollup
-- The busiest first: they keep their names.
select
    hourly_rollup.service,
    hourly_rollup.route
from hourly_rollup
where hourly_rollup.route is not null
group by hourly_rollup.service, hourly_rollup.route
order by sum(hourly_rollup.n) desc, hourly_rollup.service, hourly_rollup.route;

-- title: Names for stored routes
-- grain: record, row of a rollup, row of errors
-- needs: logs, errors, error_echoes, hourly_rollup, coarse_rollup, user_sketches
-- `named_routes` has the new name of each route. Sums over rollups stay the same.
update logs
set route = named_routes.named
from named_routes
where logs.service is not distinct from named_routes.service
    and logs.route = named_routes.route;

update errors
set route = named_routes.named
from named_routes
where errors.service is not distinct from named_routes.service
    and errors.route = named_routes.route;

update error_echoes
set route = named_routes.named
from named_routes
where error_echoes.service is not distinct from named_routes.service
    and error_echoes.route = named_routes.route;

update hourly_rollup
set route = named_routes.named
from named_routes
where hourly_rollup.service is not distinct from named_routes.service
    and hourly_rollup.route = named_routes.route;

update coarse_rollup
set route = named_routes.named
from named_routes
where coarse_rollup.service is not distinct from named_routes.service
    and coarse_rollup.route = named_routes.route;

update user_sketches
set route = named_routes.named
from named_routes
where user_sketches.service is not distinct from named_routes.service
    and user_sketches.route = named_routes.route;

-- title: Names for the routes of a batch
-- grain: record
-- needs: logs
-- `named_routes` has the new name of each route. Changes the temporary table batch.
update batch
set route = named_routes.named
from named_routes
where batch.service is not distinct from named_routes.service
    and batch.route = named_routes.route;

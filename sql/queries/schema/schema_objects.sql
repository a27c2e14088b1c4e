-- title: Tables and views
-- grain: table or view
-- needs:
-- What the warehouse holds by name, with its kind.
select
    table_name as name,
    'table' as kind
from duckdb_tables()
where not internal
union all
select
    view_name as name,
    'view' as kind
from duckdb_views()
where not internal
order by kind, name;

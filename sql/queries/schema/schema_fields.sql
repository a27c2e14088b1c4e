-- title: Columns of tables and views
-- grain: column
-- needs:
-- What the warehouse holds, column by column, in the order of each table.
select
    columns.table_name as object,
    case when views.view_name is null then 'table' else 'view' end as kind,
    columns.column_name as name,
    columns.data_type as type,
    columns.comment
from duckdb_columns() as columns
left join duckdb_views() as views
    on views.view_name = columns.table_name
    and not views.internal
where not columns.internal
order by kind, object, columns.column_index;

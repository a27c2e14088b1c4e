-- title: Functions that a statement may call
-- grain: function
-- needs:
-- DuckDB's own and the house's macros, with the parameters of the longest form; operators are left out.
select
    function_name as name,
    any_value(function_type) as kind,
    arg_max(array_to_string(parameters, ', '), len(parameters)) as parameters,
    any_value(description) as description,
    bool_and(internal) as is_internal
from duckdb_functions()
where regexp_full_match(function_name, '[a-z][a-z0-9_]*')
    and function_type in ('scalar', 'aggregate', 'macro', 'table', 'table_macro')
group by function_name
order by function_name;

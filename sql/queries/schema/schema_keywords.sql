-- title: SQL keywords
-- grain: keyword
-- needs:
-- What DuckDB's own parser reserves, and the words that stand with them; the others are names as often as not.
select keyword_name as name
from duckdb_keywords()
where keyword_category in ('reserved', 'type_function')
    or keyword_name in (
        'between', 'by', 'explain', 'exists', 'filter', 'first', 'following', 'interval', 'last', 'nulls', 'over',
        'partition', 'preceding', 'recursive', 'rows', 'sets', 'ties', 'values', 'within'
    )
order by name;

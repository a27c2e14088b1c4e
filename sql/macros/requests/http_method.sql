-- title: An HTTP method
-- grain: scalar
-- parameters: value
-- needs:
-- In capitals; null for what is none, such as the name of a remote procedure or a verb of another protocol.
-- No list of more than a few items: DuckDB would make a join of it, which loses the order of the rows.
create or replace macro http_method(value) as
    case
        when value = 'GET' or value = 'POST' then value
        when regexp_full_match(value, '[A-Z][A-Z-]{2,18}') then value
        when regexp_full_match(value, '(?i)get|post|put|delete|patch|head|options|connect|trace') then upper(value)
    end;

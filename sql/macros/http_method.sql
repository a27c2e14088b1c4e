-- title: An HTTP method
-- grain: scalar
-- parameters: value
-- needs:
-- In capitals; null for what is none, such as the name of a remote procedure or a verb of another protocol.
create or replace macro http_method(value) as
    case
        when upper(value) in ('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'CONNECT', 'TRACE') then upper(value)
        when regexp_full_match(value, '[A-Z][A-Z-]{2,18}') then value
    end;

-- title: The span id in an id or a tracing header
-- grain: scalar
-- parameters: value
-- needs: scalar_text
-- A bare id is itself; of the headers that parse_trace_id takes apart, the span that the request came from. Null where such a
-- header names none.
create or replace macro parse_span_id(value) as
    case
        when length(value) <= 36
            and not contains(value, '/')
            and not contains(value, '=')
            and not starts_with(value, '1-') then scalar_text(value)
        when starts_with(value, '1-')
            and length(value) <= 36
            and not regexp_matches(value, '[/=]|^1-[0-9a-f]{8}-[0-9a-f]{24}$') then scalar_text(value)
        when value[1] = '{' then null
        else coalesce(
            nullif(regexp_extract(value, '^[0-9a-f]{2}-[0-9a-f]{32}-([0-9a-f]{16})-[0-9a-f]{2}', 1), ''),
            nullif(regexp_extract(value, '(?:^|;\s*)Parent=([^;,\s]+)', 1), ''),
            nullif(regexp_extract(value, '(?:^|/)spans/([^/;?\s]+)', 1), ''),
            nullif(regexp_extract(value, '^[0-9a-fA-F]{16,32}/(\d+)(?:;|$)', 1), ''),
            nullif(regexp_extract(value, '^(?:[0-9a-f]{32}|[0-9a-f]{16})-([0-9a-f]{16})(?:-|$)', 1), ''),
            nullif(regexp_extract(value, '^[0-9a-f]{1,32}:([0-9a-f]{1,16}):[0-9a-f]{1,16}:[0-9a-f]{1,2}$', 1), '')
        )
    end;

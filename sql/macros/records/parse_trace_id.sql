-- title: The trace id in an id or a tracing header
-- grain: scalar
-- parameters: value
-- needs: scalar_text
-- A bare id is itself; `projects/p/traces/…` (Google), the headers traceparent (W3C), X-Amzn-Trace-Id (X-Ray, whose id keeps its
-- hyphens), X-Cloud-Trace-Context, b3 and uber-trace-id are taken apart.
create or replace macro parse_trace_id(value) as
    case
        when length(value) <= 36 and not contains(value, '/') and not contains(value, '=') then scalar_text(value)
        when value[1] = '{' then null
        else coalesce(
            nullif(regexp_extract(value, '^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}', 1), ''),
            nullif(regexp_extract(value, '(?:^|/)traces/([^/;?\s]+)', 1), ''),
            nullif(regexp_extract(value, '(?:^|;\s*)Root=([^;,\s]+)', 1), ''),
            nullif(regexp_extract(value, '^([0-9a-fA-F]{16,32})/\d+(?:;|$)', 1), ''),
            nullif(regexp_extract(value, '^([0-9a-f]{32}|[0-9a-f]{16})-[0-9a-f]{16}(?:-|$)', 1), ''),
            nullif(regexp_extract(value, '^([0-9a-f]{1,32}):[0-9a-f]{1,16}:[0-9a-f]{1,16}:[0-9a-f]{1,2}$', 1), ''),
            scalar_text(value)
        )
    end;

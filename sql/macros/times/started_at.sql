-- title: The time when the work that a record reports started
-- grain: scalar
-- parameters: ts, duration_ms, attributes
-- needs:
-- A server writes a line when the response is out, and a logger when a step is done: ts is the end, and what took
-- duration_ms began so long before. Two write when it started, Envoy (known by its response_flags) and Kong (by its
-- latencies): there ts is the beginning. Without a duration it is a moment.
create or replace macro started_at(ts, duration_ms, attributes) as
    case
        when coalesce(duration_ms, 0) <= 0 or duration_ms > 86400000 * 366.0 then ts
        when json_exists(attributes, '$.response_flags') or json_exists(attributes, '$.latencies.kong') then ts
        else ts - to_microseconds((duration_ms * 1000)::bigint)
    end;

-- title: The trace id of a record, else its request id
-- grain: scalar
-- parameters: trace_id, request_id
-- needs: valid_id
-- The trace's id, else the request's; null where neither is a real one.
create or replace macro correlation_id(trace_id, request_id) as
    coalesce(valid_id(trace_id), valid_id(request_id));

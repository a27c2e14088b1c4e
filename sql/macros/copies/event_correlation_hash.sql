-- title: A hash of the id or exception type that a warning or an error shares with other records of its event
-- grain: scalar
-- parameters: service, kind, trace_id, request_id, error_type
-- needs: correlation_id, unqualified_name
-- The id of the trace or request, else the exception's type. Null for requests and for levels below WARNING: many of these
-- share one id.
create or replace macro event_correlation_hash(service, kind, trace_id, request_id, error_type) as
    case
        when kind not in ('WARNING', 'ERROR', 'CRITICAL') then null
        when correlation_id(trace_id, request_id) is not null then hash(service, kind, correlation_id(trace_id, request_id))
        when error_type is not null then hash(service, kind, 'type', unqualified_name(error_type))
    end;

-- title: A hash of what a record says
-- grain: scalar
-- parameters: service, kind, message, error_message, method, path, route, status
-- needs:
-- Equal where two records of a service and of one event_kind say the same: of requests method, path and status, of others the
-- message. Null where a record has no words. Never stored, so it may change with the version of DuckDB.
create or replace macro event_content_hash(service, kind, message, error_message, method, path, route, status) as
    case
        when kind = 'request' then hash(service, kind, method, coalesce(path, route), status)
        when nullif(message, '') is not null then hash(service, kind, trim(message))
        when error_message is not null then hash(service, kind, trim(error_message))
    end;

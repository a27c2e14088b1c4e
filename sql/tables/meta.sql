-- title: Version and thresholds of the warehouse
-- grain: key
-- needs:
-- The version of the schema, and settings that views read (slow_request_ms, apdex_ms).
create table if not exists meta (
    key varchar not null,
    value varchar not null
);

-- title: Calls of jobs
-- grain: call
-- needs:
-- A job that calls `/ping/<id>` is a probe of the kind heartbeat; the id itself is not stored.
create table if not exists heartbeats (
    ts timestamp not null,
    probe varchar not null,
    -- start, success or fail
    event varchar not null,
    exit_status smallint,
    -- seconds since the start that this call ends; null where there was none
    run_seconds double,
    -- what the job sent, its end where it is long
    body varchar
);

-- title: Calls of a job
-- grain: call
-- parameters: probe, limit
-- needs: heartbeats
-- Newest first.
select
    heartbeats.ts,
    heartbeats.event,
    heartbeats.exit_status,
    heartbeats.run_seconds,
    heartbeats.body
from heartbeats
where heartbeats.probe = $probe
order by heartbeats.ts desc
limit $limit;

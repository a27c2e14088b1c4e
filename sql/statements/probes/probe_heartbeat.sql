-- title: The last calls of a job
-- grain: one row
-- parameters: probe
-- needs: heartbeats
select
    max(heartbeats.ts) as last_ts,
    max(heartbeats.ts) filter (heartbeats.event = 'start') as started_at,
    max(heartbeats.ts) filter (heartbeats.event <> 'start') as ended_at,
    coalesce(arg_max(heartbeats.event, heartbeats.ts) = 'fail', false) as failed,
    arg_max(heartbeats.exit_status, heartbeats.ts) filter (heartbeats.event = 'fail') as exit_status,
    arg_max(heartbeats.run_seconds, heartbeats.ts) filter (heartbeats.event <> 'start') as run_seconds
from heartbeats
where heartbeats.probe = $probe;

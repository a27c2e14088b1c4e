-- title: Store the call of a job
-- grain: call
-- parameters: ts, probe, event, exit_status, body
-- needs: heartbeats
-- A call that ends a run takes its duration from the start before it, where no other call came between.
insert into heartbeats by name
select
    $ts::timestamp as ts,
    $probe as probe,
    $event as event,
    $exit_status::smallint as exit_status,
    case
        when $event <> 'start' and before.event = 'start' then epoch($ts::timestamp) - epoch(before.ts)
    end as run_seconds,
    $body as body
from (select 1) as one
left join (
    select
        heartbeats.ts,
        heartbeats.event
    from heartbeats
    where heartbeats.probe = $probe
        and heartbeats.ts <= $ts::timestamp
    order by heartbeats.ts desc
    limit 1
) as before
    on true;

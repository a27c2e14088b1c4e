-- title: How often and how long rules fired
-- grain: rule
-- parameters: from_ts, to_ts, now
-- needs: alert_episodes, acknowledgements
-- Of what fired within the range, also where it began before; the mean time to resolve is that of what was resolved, that to acknowledge
-- of what somebody took note of while it fired.
with noted as (
    select
        acknowledgements.alert_id,
        acknowledgements.fired_at,
        min(acknowledgements.acknowledged_at) as acknowledged_at
    from acknowledgements
    group by acknowledgements.alert_id, acknowledgements.fired_at
)

select
    alert_episodes.rule,
    count(*) as times,
    count(distinct alert_episodes.alert_id) as series,
    count(*) filter (alert_episodes.resolved_at is null) as firing,
    sum(
        epoch(least(coalesce(alert_episodes.resolved_at, $now::timestamp), $to_ts::timestamp))
        - epoch(greatest(alert_episodes.fired_at, $from_ts::timestamp))
    ) as seconds,
    avg(epoch(alert_episodes.resolved_at) - epoch(alert_episodes.fired_at)) as seconds_to_resolve,
    max(alert_episodes.fired_at) as last_fired_at,
    count(noted.acknowledged_at) as acknowledged,
    avg(epoch(noted.acknowledged_at) - epoch(alert_episodes.fired_at)) as seconds_to_acknowledge
from alert_episodes
left join noted
    on noted.alert_id = alert_episodes.alert_id
    and noted.fired_at = alert_episodes.fired_at
where alert_episodes.fired_at < $to_ts::timestamp
    and coalesce(alert_episodes.resolved_at, $now::timestamp) >= $from_ts::timestamp
group by alert_episodes.rule
order by
    times desc,
    alert_episodes.rule;

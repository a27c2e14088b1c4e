-- title: How often and how long rules fired
-- grain: rule
-- parameters: from_ts, to_ts, now
-- needs: alert_episodes
-- Of what fired within the range, also where it began before; the mean time to resolve is that of what was resolved.
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
    max(alert_episodes.fired_at) as last_fired_at
from alert_episodes
where alert_episodes.fired_at < $to_ts::timestamp
    and coalesce(alert_episodes.resolved_at, $now::timestamp) >= $from_ts::timestamp
group by alert_episodes.rule
order by
    times desc,
    alert_episodes.rule;

-- title: Each time that an alert fired
-- grain: alert × time that it fired
-- parameters: from_ts, to_ts, now, alert_id, rule, limit
-- needs: alert_episodes, received_alerts
-- Newest first; of one alert or one rule where they are given. What still fires lasts until now. labels is a JSON object. said, source_url and runbook_url are
-- those of alerts that others sent.
select
    alert_episodes.alert_id,
    alert_episodes.rule,
    to_json(alert_episodes.labels)::varchar as labels,
    alert_episodes.severity,
    alert_episodes.fired_at,
    alert_episodes.resolved_at,
    epoch(coalesce(alert_episodes.resolved_at, $now::timestamp)) - epoch(alert_episodes.fired_at) as seconds,
    alert_episodes.peak,
    alert_episodes.threshold,
    alert_episodes.reason,
    concat_ws(' · ', received_alerts.annotations['summary'], received_alerts.annotations['description']) as said,
    received_alerts.generator_url as source_url,
    coalesce(received_alerts.annotations['runbook_url'], received_alerts.annotations['runbook']) as runbook_url
from alert_episodes
left join received_alerts
    on received_alerts.alert_id = alert_episodes.alert_id
where alert_episodes.fired_at < $to_ts::timestamp
    and coalesce(alert_episodes.resolved_at, $now::timestamp) >= $from_ts::timestamp
    and ($alert_id is null or alert_episodes.alert_id = $alert_id)
    and ($rule is null or alert_episodes.rule = $rule)
order by
    alert_episodes.fired_at desc,
    alert_episodes.rule,
    alert_episodes.alert_id
limit $limit;

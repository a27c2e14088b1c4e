-- title: Alerts, as programs ask for them
-- grain: firing of an alert
-- parameters: state, alert_id, row_limit
-- needs: alerts, alert_events, acknowledgements, told_alerts, received_alerts
-- $state is firing (with those that have no data), pending, resolved or all. Those that fire come first, the worst above.
with standing as (
    select
        alerts.alert_id,
        alerts.rule,
        alerts.severity,
        alerts.labels,
        alerts.state,
        alerts.value,
        alerts.threshold,
        alerts.peak,
        alerts.since,
        alerts.fired_at,
        null::timestamp as until_ts,
        '' as reason
    from alerts
    where alerts.state in ('pending', 'firing', 'no data')
    union all by name
    select
        alert_events.alert_id,
        alert_events.rule,
        alert_events.severity,
        alert_events.labels,
        'resolved' as state,
        alert_events.value,
        alert_events.threshold,
        alert_events.peak,
        alert_events.since,
        alert_events.fired_at,
        alert_events.ts as until_ts,
        alert_events.reason
    from alert_events
    where alert_events.state_before in ('firing', 'no data')
        and alert_events.state not in ('firing', 'no data')
        and $state in ('resolved', 'all')
),

noted as (
    select
        acknowledgements.alert_id,
        acknowledgements.fired_at,
        max_by(acknowledgements.author, acknowledgements.acknowledged_at) as acknowledged_by,
        max_by(acknowledgements.note, acknowledgements.acknowledged_at) as note,
        max(acknowledgements.acknowledged_at) as acknowledged_at
    from acknowledgements
    group by acknowledgements.alert_id, acknowledgements.fired_at
),

held as (
    select
        told_alerts.alert_id,
        told_alerts.fired_at,
        max(told_alerts.held_by) as held_by
    from told_alerts
    where told_alerts.due_at is not null
    group by told_alerts.alert_id, told_alerts.fired_at
)

select
    standing.alert_id as id,
    standing.rule,
    standing.severity,
    to_json(standing.labels)::varchar as labels,
    standing.state,
    standing.value,
    standing.threshold,
    standing.peak,
    standing.since,
    standing.fired_at,
    standing.until_ts,
    standing.reason,
    noted.acknowledged_by,
    noted.acknowledged_at,
    noted.note,
    case when standing.state <> 'resolved' then held.held_by end as held_by,
    to_json(received_alerts.annotations)::varchar as annotations,
    received_alerts.generator_url as source_url
from standing
left join noted
    on noted.alert_id = standing.alert_id
    and noted.fired_at = standing.fired_at
left join held
    on held.alert_id = standing.alert_id
    and held.fired_at = standing.fired_at
left join received_alerts
    on received_alerts.alert_id = standing.alert_id
where ($state = 'all' or standing.state = $state or ($state = 'firing' and standing.state = 'no data'))
    and ($alert_id is null or standing.alert_id = $alert_id)
order by
    list_position(['no data', 'firing', 'pending', 'resolved'], standing.state) // 3,
    standing.until_ts desc,
    standing.state = 'pending',
    list_position(['info', 'warning', 'error', 'critical'], standing.severity) desc,
    standing.since,
    standing.rule,
    labels
limit $row_limit;

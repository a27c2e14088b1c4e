-- title: Alerts of a window, and who was told when
-- grain: alert × time that it fired
-- parameters: from_ts, to_ts, services, limit
-- needs: alert_episodes, acknowledgements, told_alerts, notifications
-- What fired at some time of the window, of these services or of none. labels is a JSON object, with those of the rule where people were
-- told; the first acknowledgement counts. Of the notifications those of the time that it fired: told_at, channels, events and states are
-- lists of the same length, in order of time.
with episodes as (
    select alert_episodes.*
    from alert_episodes
    where alert_episodes.fired_at < $to_ts::timestamp
        and coalesce(alert_episodes.resolved_at, $to_ts::timestamp) >= $from_ts::timestamp
        and (
            $services is null
            or alert_episodes.labels['service'] is null
            or list_contains($services, alert_episodes.labels['service'])
        )
    order by
        alert_episodes.fired_at,
        alert_episodes.rule,
        alert_episodes.alert_id
    limit $limit
),

noted as (
    select
        acknowledgements.alert_id,
        acknowledgements.fired_at,
        min(acknowledgements.acknowledged_at) as acknowledged_at,
        min_by(acknowledgements.author, acknowledgements.acknowledged_at) as acknowledged_by
    from acknowledgements
    group by acknowledgements.alert_id, acknowledgements.fired_at
),

written as (
    select
        notifications.channel,
        notifications.state,
        coalesce(notifications.sent_at, notifications.created_at) as told_at,
        unnest(
            case
                when json_extract(notifications.payload, '$.alerts') is null then [notifications.payload]
                else json_extract(notifications.payload, '$.alerts')::json[]
            end
        ) as alert
    from notifications
    where notifications.created_at >= $from_ts::timestamp - interval 1 day
),

told as (
    select
        known.alert_id,
        known.fired_at,
        any_value(known.labels) as labels,
        list(written.told_at order by written.told_at, written.channel) as told_at,
        list(written.channel order by written.told_at, written.channel) as channels,
        list(json_extract_string(written.alert, '$.event') order by written.told_at, written.channel) as events,
        list(written.state order by written.told_at, written.channel) as states
    from told_alerts as known
    inner join episodes
        on episodes.alert_id = known.alert_id
        and episodes.fired_at = known.fired_at
    inner join written
        on written.channel = known.channel
        and json_extract_string(written.alert, '$.rule') = known.rule
        and json_extract_string(written.alert, '$.since')::timestamptz at time zone 'UTC' = coalesce(known.since, known.fired_at)
        and list_sort(map_entries(json_extract(written.alert, '$.labels')::map(varchar, varchar))) = list_sort(map_entries(known.labels))
    group by known.alert_id, known.fired_at
)

select
    episodes.rule,
    to_json(coalesce(told.labels, episodes.labels))::varchar as labels,
    episodes.severity,
    episodes.since,
    episodes.fired_at,
    episodes.resolved_at,
    episodes.reason,
    episodes.peak,
    episodes.threshold,
    noted.acknowledged_at,
    noted.acknowledged_by,
    coalesce(told.told_at, []) as told_at,
    coalesce(told.channels, []) as channels,
    coalesce(told.events, []) as events,
    coalesce(told.states, []) as states
from episodes
left join noted
    on noted.alert_id = episodes.alert_id
    and noted.fired_at = episodes.fired_at
left join told
    on told.alert_id = episodes.alert_id
    and told.fired_at = episodes.fired_at
order by
    episodes.fired_at,
    episodes.rule,
    labels;

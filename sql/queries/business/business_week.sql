-- title: Business events by hour of day and weekday
-- grain: weekday × hour of day
-- parameters: from_ts, to_ts, services, hosts, sources, counters, hours_until, minutes_until, event_keys, outcome_keys, channel_keys, account_keys, reason_keys, used_keys, quota_keys, succeeded, failed, event, timezone
-- needs: business_events
-- In the viewer's time zone; weekday 1 is Monday. Events per hour that had any, so that
-- a weekday that occurs twice in the window does not look twice as busy.
select
    isodow(timezone($timezone, timezone('UTC', told.ts))) as weekday,
    hour(timezone($timezone, timezone('UTC', told.ts))) as hour_of_day,
    sum(told.n) / count(distinct date_trunc('hour', told.ts)) as events,
    coalesce(sum(told.n) filter (told.outcome = 'failed'), 0) / count(distinct date_trunc('hour', told.ts)) as failed
from business_events(
        $from_ts, $to_ts, $services, $hosts, $sources, $counters, $hours_until, $minutes_until, $event_keys, $outcome_keys,
        $channel_keys, $account_keys, $reason_keys, $used_keys, $quota_keys, $succeeded, $failed
    ) as told
where $event = '' or told.event = $event
group by weekday, hour_of_day
order by weekday, hour_of_day;

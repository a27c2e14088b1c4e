-- title: Drop old changes of alerts
-- grain: change
-- parameters: before
-- needs: alert_events
delete from alert_events
where ts < $before;

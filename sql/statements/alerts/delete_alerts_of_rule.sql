-- title: Take out the alerts of a rule
-- grain: rule
-- parameters: rule
-- needs: alerts, received_alerts
delete from alerts
where rule = $rule
    and alert_id not in (select received_alerts.alert_id from received_alerts);

-- title: Drop old rows of told_alerts
-- grain: told_alerts
-- parameters: before
-- needs: told_alerts
-- What is not over, and what is still to be told, stays.
delete from told_alerts
where told_alerts.changed_at < $before::timestamp
    and told_alerts.state = 'resolved'
    and told_alerts.due_at is null;

-- title: Look again at what is held back
-- grain: told_alerts
-- parameters: now
-- needs: told_alerts
-- After a silence was made or ended.
update told_alerts
set due_at = $now::timestamp
where told_alerts.held_by is not null
    and told_alerts.due_at is not null;

-- title: Drop old rows of notifications
-- grain: notifications
-- parameters: before
-- needs: notifications
-- What still waits stays.
delete from notifications
where notifications.created_at < $before::timestamp
    and notifications.state in ('sent', 'failed', 'refused');

-- title: Store the new state of an incident
-- grain: change of an incident
-- parameters: incident_id, changed_at, title, severity, status, from_ts, to_ts, services, author, notes, times, texts, is_deleted
-- needs: incidents
-- `times` and `texts` are the time line, one of each for every entry.
insert into incidents
select
    $incident_id,
    (select coalesce(max(change), 0) + 1 from incidents where incident_id = $incident_id),
    $changed_at,
    $title,
    $severity,
    $status,
    $from_ts,
    $to_ts,
    $services::varchar[],
    $author,
    $notes,
    list_transform(
        list_zip($times::timestamp[], $texts::varchar[]),
        lambda entry: {'at': entry[1], 'text': entry[2]}
    ),
    $is_deleted;

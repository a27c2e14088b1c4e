-- title: Incidents
-- grain: incident
-- parameters: incident_id, limit
-- needs: incidents, incident_evidence
-- The newest row of each incident, the latest incident first; one of them where $incident_id is given. Deleted ones are not
-- shown.
select
    current.incident_id,
    current.title,
    current.severity,
    current.status,
    current.from_ts,
    current.to_ts,
    current.services,
    current.author,
    current.notes,
    current.timeline,
    history.created_at,
    current.changed_at,
    frozen.captured_at
from (
    select *
    from incidents
    where $incident_id is null or incident_id = $incident_id
    qualify row_number() over (partition by incident_id order by change desc) = 1
) as current
join (
    select
        incident_id,
        min(changed_at) as created_at
    from incidents
    group by incident_id
) as history
    on history.incident_id = current.incident_id
left join (
    select
        incident_id,
        max(captured_at) as captured_at
    from incident_evidence
    group by incident_id
) as frozen
    on frozen.incident_id = current.incident_id
where not current.is_deleted
order by current.from_ts desc, current.incident_id
limit $limit;

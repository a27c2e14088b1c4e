-- title: How many changes an incident has
-- grain: incident
-- parameters: incident_id
-- needs: incidents
-- None where there is no such incident, or it was deleted.
select count(*)
from incidents
where incident_id = $incident_id
    and not exists (
        select 1
        from incidents as gone
        where gone.incident_id = $incident_id
            and gone.is_deleted
    );

-- title: The frozen evidence of an incident
-- grain: incident
-- parameters: incident_id
-- needs: incident_evidence
-- The newest, as the JSON text that dashboard.reports reads.
select
    captured_at,
    content
from incident_evidence
where incident_id = $incident_id
order by captured_at desc
limit 1;

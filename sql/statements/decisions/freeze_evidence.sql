-- title: Store the evidence of an incident
-- grain: freezing of an incident
-- parameters: incident_id, captured_at, version, from_ts, to_ts, content
-- needs: incident_evidence
insert into incident_evidence values ($incident_id, $captured_at, $version, $from_ts, $to_ts, $content);

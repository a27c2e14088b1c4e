-- title: Changes of a probe's status
-- grain: change
-- parameters: probe, now, limit
-- needs: probe_changes
-- Newest first. `seconds` is how long the status stayed, until now where it still is.
select
    probe_changes.ts,
    probe_changes.status,
    probe_changes.status_before,
    epoch(coalesce(lead(probe_changes.ts) over (order by probe_changes.ts), $now::timestamp))
    - epoch(probe_changes.ts) as seconds,
    probe_changes.reason
from probe_changes
where probe_changes.probe = $probe
order by probe_changes.ts desc
limit $limit;

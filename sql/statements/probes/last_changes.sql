-- title: The status of each probe
-- grain: probe
-- needs: probe_changes
select
    probe_changes.probe,
    arg_max(probe_changes.status, probe_changes.ts) as status,
    max(probe_changes.ts) as since
from probe_changes
group by probe_changes.probe
order by probe_changes.probe;

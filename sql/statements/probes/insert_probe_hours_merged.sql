-- title: Write the merged hours of probes
-- grain: hour × probe × status × latency bucket
-- needs: probe_hours, merge_probe_hours
insert into probe_hours by name
select merge_probe_hours.*
from merge_probe_hours;

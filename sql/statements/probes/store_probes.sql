-- title: Store what is probed
-- grain: probe
-- needs: probes
-- From the registered table `configured_probes`.
insert into probes by name
select configured_probes.*
from configured_probes;

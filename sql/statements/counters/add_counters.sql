-- title: Store counters of an hour that are new
-- grain: row
-- parameters:
-- needs: log_counters
-- From the temporary table `counted`.
insert into log_counters by name
select counted.*
from counted
anti join log_counters
    on log_counters.hour = counted.hour
    and log_counters.kind = counted.kind
    and log_counters.service = counted.service
    and log_counters.a = counted.a
    and log_counters.b = counted.b
    and log_counters.c = counted.c;

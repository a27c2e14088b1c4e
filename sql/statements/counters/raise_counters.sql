-- title: Raise the counters of hours that were counted anew
-- grain: row
-- parameters:
-- needs: log_counters
-- From the temporary table `counted`. A counter never falls; a stamp is what it is.
update log_counters
set value = counted.value
from counted
where log_counters.hour = counted.hour
    and log_counters.kind = counted.kind
    and log_counters.service = counted.service
    and log_counters.a = counted.a
    and log_counters.b = counted.b
    and log_counters.c = counted.c
    and (log_counters.value < counted.value or counted.kind = 'stamp');

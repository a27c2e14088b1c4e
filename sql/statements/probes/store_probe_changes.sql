-- title: Store changes of probes' status
-- grain: change
-- needs: probe_changes
-- From the registered table `new_changes`.
insert into probe_changes by name
select
    new_changes.ts,
    new_changes.probe,
    new_changes.kind,
    new_changes.target,
    new_changes.status_before,
    new_changes.status,
    new_changes.reason
from new_changes;

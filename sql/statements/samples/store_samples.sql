-- title: Store samples
-- grain: series × moment
-- parameters:
-- needs: samples_raw
-- From the registered table `new_samples`.
insert into samples_raw by name
select
    series_id,
    ts,
    value,
    increase
from new_samples;

-- title: Store new series
-- grain: series
-- parameters:
-- needs: series
-- From the registered table `new_series`.
insert into series by name
select
    series_id,
    name,
    labels,
    kind,
    first_seen_at
from new_series;

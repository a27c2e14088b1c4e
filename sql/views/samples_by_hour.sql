-- title: Samples by hour
-- grain: series × hour
-- needs: series, sample_hours
-- Smallest, largest, mean and last value of a hour, of n samples. increase is how much a counter grew, over restarts too.
create or replace view samples_by_hour as
select
    totals.ts,
    series.name,
    series.labels,
    series.kind,
    totals.n,
    totals.min,
    totals.max,
    totals.mean,
    totals.last,
    totals.increase
from sample_hours as totals
inner join series
    on totals.series_id = series.series_id;

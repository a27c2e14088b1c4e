-- title: Samples by minute
-- grain: series × minute
-- needs: series, sample_minutes
-- Smallest, largest, mean and last value of a minute, of n samples. increase is how much a counter grew, over restarts too.
create or replace view samples_by_minute as
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
from sample_minutes as totals
inner join series
    on totals.series_id = series.series_id;

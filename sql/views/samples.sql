-- title: Samples
-- grain: series × moment
-- needs: series, samples_raw
-- Prometheus' model: at ts, the series name with these labels had this value. Ask for a name and a range of ts. Older than the setting
-- sample_days: samples_by_minute and samples_by_hour.
create or replace view samples as
select
    raw.ts,
    series.name,
    series.labels,
    raw.value,
    series.kind,
    series.labels['job'] as job,
    series.labels['instance'] as instance
from samples_raw as raw
inner join series
    on raw.series_id = series.series_id
where raw.value is not null;

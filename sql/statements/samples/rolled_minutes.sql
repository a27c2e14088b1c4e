-- title: Up to where samples are summed up by minute
-- grain: one row
-- parameters:
-- needs: samples_raw, sample_minutes
-- Where the next minute begins; null without samples.
select
    coalesce(
        (select max(ts) + interval 1 minute from sample_minutes),
        (select date_trunc('minute', min(ts)) from samples_raw)
    ) as until;

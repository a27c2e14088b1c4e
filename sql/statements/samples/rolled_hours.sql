-- title: Up to where samples are summed up by hour
-- grain: one row
-- parameters:
-- needs: sample_minutes, sample_hours
-- Where the next hour begins; null without samples.
select
    coalesce(
        (select max(ts) + interval 1 hour from sample_hours),
        (select date_trunc('hour', min(ts)) from sample_minutes)
    ) as until;

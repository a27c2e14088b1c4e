-- title: Delete series that have no samples any more
-- grain: series
-- parameters: before
-- needs: series, samples_raw, sample_minutes, sample_hours
-- Those known since before `before`; a new one may be without samples yet.
delete from series
where first_seen_at < $before
    and series_id not in (
        select distinct series_id from samples_raw
        union all
        select distinct series_id from sample_minutes
        union all
        select distinct series_id from sample_hours
    )
returning series_id;

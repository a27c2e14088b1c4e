-- title: Note that all records need new marks as copies, if the setting `counted` has changed
-- grain: hour
-- needs: unjudged_hours, hourly_rollup, sources, meta
-- Which of several records of an event counts depends on it. `judged_by` in meta tells what it was when they were judged.
insert into unjudged_hours
select distinct hourly_rollup.hour
from hourly_rollup
where (select counts.value from meta as counts where counts.key = 'counted')
    is distinct from (select coalesce(max(judged.value), '{}') from meta as judged where judged.key = 'judged_by')
    and exists (
        select sources.service
        from sources
        group by sources.service
        having count(*) > 1
    );

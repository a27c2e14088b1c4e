-- title: Outages of probes
-- grain: outage
-- parameters: probes, now, days, limit
-- needs: probe_changes
-- From when to when one of `probes` was unhealthy (null: it still is), of the last `days`; newest first.
with changes as (
    select
        probe_changes.probe,
        probe_changes.ts as began,
        lead(probe_changes.ts) over (partition by probe_changes.probe order by probe_changes.ts) as ended,
        probe_changes.status
    from probe_changes
    where list_contains($probes, probe_changes.probe)
)

select
    changes.probe,
    changes.began,
    changes.ended
from changes
where changes.status = 'unhealthy'
    and coalesce(changes.ended, $now::timestamp) >= $now::timestamp - $days::integer * interval 1 day
order by changes.began desc
limit $limit;

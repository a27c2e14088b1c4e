-- title: What a rule can be about
-- grain: kind × name
-- parameters:
-- needs: probes, series
-- The probes there are, and the names of samples.
select
    'probe' as kind,
    probes.probe as name
from probes
union
select
    'sample' as kind,
    series.name
from series
order by kind, name

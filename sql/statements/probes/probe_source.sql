-- title: The last record of a stream
-- grain: one row
-- parameters: service, source
-- needs: sources
select max(sources.last_ts) as last_ts
from sources
where ($service is null or sources.service = $service)
    and ($source is null or sources.source = $source);

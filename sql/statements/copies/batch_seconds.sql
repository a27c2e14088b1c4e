-- title: The seconds that have records of the batch
-- grain: second since 1970
-- needs: sources
-- Reads the temporary table batch; only services that write several streams, no row where there is none.
select distinct epoch_us(batch.ts) // 1000000 as second
from batch
where coalesce(batch.service, '') in (
        select coalesce(sources.service, '')
        from sources
        group by coalesce(sources.service, '')
        having count(*) > 1
    );

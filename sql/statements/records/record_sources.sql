-- title: Note who wrote the batch
-- grain: service × source
-- needs: sources, is_request
-- Reads the temporary table batch; changes the stream's row in place, or adds it.
merge into sources
using (
    select
        batch.service,
        batch.source,
        count(*) as rows,
        min(batch.ts) as first_ts,
        max(batch.ts) as last_ts,
        count(*) filter (is_request(batch.method, batch.path, batch.status)) as requests
    from batch
    group by all
) as seen
    on sources.source = seen.source
    and sources.service is not distinct from seen.service
when matched then update set
    rows = sources.rows + seen.rows,
    first_ts = least(sources.first_ts, seen.first_ts),
    last_ts = greatest(sources.last_ts, seen.last_ts),
    requests = sources.requests + seen.requests
when not matched then insert (service, source, rows, first_ts, last_ts, requests)
    values (seen.service, seen.source, seen.rows, seen.first_ts, seen.last_ts, seen.requests);

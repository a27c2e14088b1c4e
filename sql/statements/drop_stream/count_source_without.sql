-- title: Take what a stream added out of the sources
-- grain: service × source
-- parameters: file_id
-- needs: sources, collect_stream_records, logs, is_request
-- First and last times come from the records that are left, where the stream's own were the first or the last.
merge into sources
using (
    select
        seen.*,
        (
            select min(logs.ts)
            from logs
            where logs.file_id <> $file_id
                and logs.source = seen.source
                and logs.service is not distinct from seen.service
        ) as left_first_ts,
        (
            select max(logs.ts)
            from logs
            where logs.file_id <> $file_id
                and logs.source = seen.source
                and logs.service is not distinct from seen.service
        ) as left_last_ts
    from (
        select
            batch.service,
            batch.source,
            count(*) as rows,
            min(batch.ts) as first_ts,
            max(batch.ts) as last_ts,
            count(*) filter (is_request(batch.method, batch.path, batch.status)) as requests,
            count(*) filter (batch.is_copy) as copies
        from batch
        group by all
    ) as seen
) as going
    on sources.source = going.source
    and sources.service is not distinct from going.service
when matched then update set
    rows = sources.rows - going.rows,
    first_ts = case
        when sources.first_ts < going.first_ts then sources.first_ts else coalesce(going.left_first_ts, sources.first_ts)
    end,
    last_ts = case
        when sources.last_ts > going.last_ts then sources.last_ts else coalesce(going.left_last_ts, sources.last_ts)
    end,
    requests = sources.requests - going.requests,
    copies = sources.copies - going.copies;

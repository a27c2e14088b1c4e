-- title: Streams whose lines are mostly rejected
-- grain: service × source
-- parameters: services, sources
-- needs: files, rejects, passes_filter
-- Of files that were read in the last seven days: at least ten lines that are in no known format, and at least as many rejected as
-- stored. `share` is that of the rejected ones among the lines that are a record or were rejected.
with
    lately as (
        select
            file_id,
            service,
            source,
            row_lines,
            rejected
        from files
        where rejected > 0
            and state <> 'dropped'
            and last_read_at >= (select max(last_read_at) - interval 7 day from files)
            and passes_filter($services, service)
            and passes_filter($sources, source)
    ),
    unread as (
        select
            file_id,
            count(*) as lines
        from rejects
        where reason = 'not JSON'
        group by file_id
    )
select
    lately.service,
    lately.source,
    sum(unread.lines)::bigint as unread,
    sum(lately.row_lines)::bigint as stored,
    sum(lately.rejected) / sum(lately.rejected + lately.row_lines) as share
from lately
join unread on unread.file_id = lately.file_id
group by lately.service, lately.source
having sum(unread.lines) >= 10 and sum(lately.rejected) >= sum(lately.row_lines)
order by unread desc, lately.service, lately.source;

-- title: Note how many copies streams have now
-- grain: service × source
-- needs: sources, logs, judge_events, find_changed_marks
-- The copies of the temporary table batch, and the stored records that are judged otherwise now.
merge into sources
using (
    select
        marked.service,
        marked.source,
        sum(marked.more)::bigint as more
    from (
        select
            logs.service,
            logs.source,
            case when changed_marks.is_copy then 1 else -1 end as more
        from logs
        inner join changed_marks
            on changed_marks.place = logs.rowid
        union all
        select
            batch.service,
            batch.source,
            1 as more
        from batch
        where batch.is_copy
    ) as marked
    group by all
) as changed
    on sources.source = changed.source
    and sources.service is not distinct from changed.service
when matched then update set
    copies = sources.copies + changed.more;

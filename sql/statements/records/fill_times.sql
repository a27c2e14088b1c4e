-- title: Times for records without one
-- grain: record
-- needs: logs, with_time_flag
-- The time of the record before it in the same file, also of an earlier batch, else when the file was last changed.
-- The attribute `_longtail` says which: from_previous or from_file.
update batch
set
    ts = coalesce(borrowed.before, borrowed.modified_at),
    attributes = with_time_flag(batch.attributes, if(borrowed.before is null, 'from_file', 'from_previous'))
from (
    select
        numbered.id,
        coalesce(
            last_value(numbered.ts ignore nulls) over (
                partition by numbered.file_id
                order by numbered.id
                rows between unbounded preceding and current row
            ),
            file_times.previous
        ) as before,
        file_times.modified_at
    from (select rowid as id, file_id, ts from batch) as numbered
    join file_times using (file_id)
) as borrowed
where batch.rowid = borrowed.id and batch.ts is null;

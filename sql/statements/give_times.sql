-- title: Times for records without one
-- grain: record
-- needs: logs
-- The time of the record before it in the same file, also of an earlier batch, else when the file was last changed.
-- The attribute `_longtail` says which.
update batch
set
    ts = coalesce(borrowed.before, borrowed.modified_at),
    attributes = json_merge_patch(
        coalesce(batch.attributes, '{}'),
        json_object(
            '_longtail',
            json_object('time', if(borrowed.before is null, 'when the file was last changed', 'of the record before'))
        )
    )
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

-- title: Records with the texts that they come from
-- grain: record
-- needs: logs
-- For a trial: `seen_texts` lists the texts in the order in which they became rows.
create or replace temp table seen_records as
select
    seen_texts.plan,
    seen_texts.line,
    stored.*
from seen_texts
join (
    select
        row_number() over (order by rowid) as position,
        *
    from logs
) as stored on stored.position = seen_texts.position

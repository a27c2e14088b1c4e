-- title: Note by what the records are judged
-- grain: key
-- needs: meta
insert into meta
select
    'judged_by',
    meta.value
from meta
where meta.key = 'counted';

-- title: Note the rules that the marks of records follow
-- grain: key
-- needs: meta
insert into meta
select
    'judged_by',
    meta.value
from meta
where meta.key = 'counted';

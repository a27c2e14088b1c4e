-- title: Note that this warehouse keeps filters of ids from now on
-- grain: one row
-- needs: meta
insert into meta
values ('id_filters', 'kept');

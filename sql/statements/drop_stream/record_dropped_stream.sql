-- title: Note who dropped a stream
-- grain: drop
-- parameters: file_id, dropped_at, author, same_as, rows, rejects
-- needs: dropped_streams
insert into dropped_streams (file_id, dropped_at, author, same_as, rows, rejects)
values ($file_id, $dropped_at, $author, $same_as, $rows, $rejects);

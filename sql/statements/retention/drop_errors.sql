-- title: Drop errors that are past their retention
-- grain: row of errors
-- parameters: before
-- needs: errors, files
delete from errors
where errors.ts < $before
    and errors.file_id in (select files.file_id from files where files.first_seen_at < $before);

-- title: Drop echoes of errors that are past their retention
-- grain: row of error_echoes
-- parameters: before
-- needs: error_echoes, files
delete from error_echoes
where error_echoes.ts < $before
    and error_echoes.file_id in (select files.file_id from files where files.first_seen_at < $before);

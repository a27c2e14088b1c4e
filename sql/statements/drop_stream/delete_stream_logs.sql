-- title: Delete a stream's records
-- grain: record
-- parameters: file_id
-- needs: logs
delete from logs
where logs.file_id = $file_id;

-- title: Delete a stream's rejects
-- grain: rejected entry
-- parameters: file_id
-- needs: rejects
delete from rejects
where rejects.file_id = $file_id;

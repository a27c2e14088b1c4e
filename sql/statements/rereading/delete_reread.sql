-- title: Delete the entries that were read again
-- grain: rejected entry
-- needs: rejects
-- Those in the temporary table reread; what is still invalid is stored anew.
delete from rejects
where (file_id, byte_offset) in (select (file_id, byte_offset) from reread);

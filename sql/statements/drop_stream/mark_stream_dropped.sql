-- title: Note in the ledger that a stream was dropped
-- grain: file
-- parameters: file_id, note
-- needs: files
-- What was counted stays, as dropped, so that the ledger can still be proven.
update files
set
    state = 'dropped',
    gap = null,
    gap_bytes = 0,
    possible_duplicates = 0,
    note = $note,
    dropped_rows = files.rows,
    dropped_lines = files.row_lines,
    dropped_rejects = files.rejected
where files.file_id = $file_id;

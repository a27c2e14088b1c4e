-- title: Count what was read again
-- grain: file
-- parameters: file_id, rows, row_lines, rejected, blank, redacted, flagged, first_ts, last_ts
-- needs: files
-- The lines are the same as before: what is a record now was rejected or blank.
update files
set
    rows = rows + $rows,
    row_lines = row_lines + $row_lines,
    rejected = rejected + $rejected,
    blank = blank + $blank,
    redacted = redacted + $redacted,
    flagged = flagged + $flagged,
    first_ts = least(first_ts, $first_ts),
    last_ts = greatest(last_ts, $last_ts)
where file_id = $file_id;

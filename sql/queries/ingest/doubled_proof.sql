-- title: What a stream holds up to an offset
-- grain: stream
-- parameters: file_id, other_id, length
-- needs: logs, rejects
-- One sum over all that the lines of two streams became up to a common offset: equal counts and sums prove equal lines at equal
-- places. What comes from names, times of files and settings of a stream is left out.
with
    rows as (
        select
            logs.file_id,
            hash(
                {
                    'offset': logs.byte_offset,
                    'index': logs.record_index,
                    'line': logs.line_number,
                    'level': logs.level,
                    'message': logs.message,
                    'attributes': logs.attributes::varchar,
                    'error': logs.error_message
                }
            ) as content
        from logs
        where logs.file_id in ($file_id, $other_id)
            and logs.byte_offset < $length
        union all by name
        select
            rejects.file_id,
            hash({'offset': rejects.byte_offset, 'line': rejects.line_number, 'raw': rejects.raw}) as content
        from rejects
        where rejects.file_id in ($file_id, $other_id)
            and rejects.byte_offset < $length
    )
select
    rows.file_id,
    count(*) as entries,
    bit_xor(rows.content)::varchar as mixed,
    sum(rows.content % 4294967291)::varchar as added
from rows
group by rows.file_id
order by rows.file_id;

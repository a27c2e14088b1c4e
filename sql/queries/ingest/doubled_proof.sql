-- title: Which of some pairs of streams hold the same lines
-- grain: pair of streams
-- parameters: file_ids, other_ids, lengths
-- needs: logs, rejects
-- Each pair up to an offset that both were read to: equal counts and sums over all that the lines became prove equal lines at
-- equal places. What comes from names, times of files and settings of a stream is left out.
with
    pairs as (
        select
            unnest($file_ids::integer[]) as file_id,
            unnest($other_ids::integer[]) as other_id,
            unnest($lengths::bigint[]) as length
    ),
    sides as (
        select
            pairs.*,
            pairs.file_id as side_id
        from pairs
        union all by name
        select
            pairs.*,
            pairs.other_id as side_id
        from pairs
    ),
    rows as (
        select
            sides.*,
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
        from sides
        join logs
            on logs.file_id = sides.side_id
            and logs.byte_offset < sides.length
        union all by name
        select
            sides.*,
            hash({'offset': rejects.byte_offset, 'line': rejects.line_number, 'raw': rejects.raw}) as content
        from sides
        join rejects
            on rejects.file_id = sides.side_id
            and rejects.byte_offset < sides.length
    ),
    sums as (
        select
            rows.* exclude (content),
            count(*) as entries,
            bit_xor(rows.content) as mixed,
            sum(rows.content % 4294967291) as added
        from rows
        group by all
    )
select
    sums.file_id,
    sums.other_id
from sums
group by sums.file_id, sums.other_id
having count(*) = 2
    and count(distinct {'entries': sums.entries, 'mixed': sums.mixed, 'added': sums.added}) = 1
order by sums.file_id, sums.other_id;

-- title: Which rows are about the same error, and which of them has most information
-- grain: sighting
-- needs: collect_sightings
-- Makes the temporary table matched_sightings. Within one source each row of a key is an occurrence of its own, numbered as they
-- happened; the n-th of one source and the n-th of another are the same event. The row with a stack wins, then the one
-- with an exception message, then the longer message; ties go by source and place, so that no order of arrival matters.
create or replace temporary table matched_sightings as
with numbered as (
    select
        sightings.*,
        row_number() over (
            partition by sightings.occurrence_key, sightings.source
            order by sightings.ts, sightings.file_id, sightings.byte_offset, sightings.record_index
        )::integer as ordinal
    from sightings
)

select
    numbered.*,
    list_sort(list(numbered.source) over event) as sources,
    row_number() over best as place
from numbered
window
    event as (partition by numbered.occurrence_key, numbered.ordinal),
    best as (
        partition by numbered.occurrence_key, numbered.ordinal
        order by
            numbered.has_stack desc,
            numbered.message_length desc,
            numbered.source,
            numbered.file_id,
            numbered.byte_offset,
            numbered.record_index
    );

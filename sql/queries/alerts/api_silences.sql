-- title: Silences, as programs ask for them
-- grain: silence
-- parameters: now, is_all
-- needs: silences
-- Those that hold or are to come, or all; the last to end first.
select
    silences.silence_id as id,
    silences.match,
    silences.from_ts,
    silences.until_ts,
    silences.author,
    silences.reason,
    silences.created_at,
    silences.ended_at,
    silences.ended_by,
    silences.ended_at is null and silences.from_ts <= $now::timestamp and silences.until_ts > $now::timestamp as holds
from silences
where $is_all
    or (silences.ended_at is null and silences.until_ts > $now::timestamp)
order by silences.until_ts desc, silences.silence_id;

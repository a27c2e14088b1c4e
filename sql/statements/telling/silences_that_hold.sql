-- title: The silences that hold
-- grain: silence
-- parameters: now
-- needs: silences
select
    silences.silence_id,
    silences.match,
    silences.until_ts,
    silences.author,
    silences.reason
from silences
where silences.from_ts <= $now::timestamp
    and silences.until_ts > $now::timestamp
    and silences.ended_at is null
order by silences.until_ts desc, silences.silence_id;

-- title: Silences
-- grain: silence
-- parameters: now, limit
-- needs: silences
-- Those that hold or are to come first, and of each the one that ends last. match is a JSON object.
select
    silences.silence_id,
    silences.match::varchar as match,
    silences.from_ts,
    least(silences.until_ts, coalesce(silences.ended_at, silences.until_ts)) as until_ts,
    silences.author,
    silences.reason,
    silences.ended_by,
    case
        when least(silences.until_ts, coalesce(silences.ended_at, silences.until_ts)) <= $now::timestamp then 'over'
        when silences.from_ts > $now::timestamp then 'to come'
        else 'holds'
    end as state
from silences
order by
    state = 'over',
    until_ts desc,
    silences.silence_id
limit $limit;

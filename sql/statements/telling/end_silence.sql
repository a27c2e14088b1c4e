-- title: End a silence
-- grain: silence
-- parameters: silence_id, now, author
-- needs: silences
-- Before its time; gives the id where it held or was to come.
update silences
set ended_at = $now::timestamp,
    ended_by = $author
where silences.silence_id = $silence_id
    and silences.ended_at is null
    and silences.until_ts > $now::timestamp
returning silences.silence_id;

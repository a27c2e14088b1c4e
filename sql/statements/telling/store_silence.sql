-- title: Store a silence
-- grain: silence
-- parameters: silence_id, match, from_ts, until_ts, author, reason, created_at
-- needs: silences
insert into silences by name
select
    $silence_id as silence_id,
    $match::json as match,
    $from_ts::timestamp as from_ts,
    $until_ts::timestamp as until_ts,
    $author as author,
    $reason as reason,
    $created_at::timestamp as created_at;

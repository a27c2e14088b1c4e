-- title: Silences
-- grain: silence
-- needs:
-- While one holds, nobody is told of the alerts that it matches; they are evaluated all the same.
create table if not exists silences (
    silence_id varchar not null,
    -- names of labels (also severity and rule) with lists of their values, as a JSON object
    match json not null,
    from_ts timestamp not null,
    until_ts timestamp not null,
    author varchar not null,
    reason varchar not null,
    created_at timestamp not null,
    -- when and by whom it was ended before its time
    ended_at timestamp,
    ended_by varchar
);

-- title: The time bucket of a window that a time is in
-- grain: scalar
-- parameters: ts, from_ts, seconds, origin
-- needs:
-- When it begins: as time_bucket says, of buckets of `seconds` one of which begins at `origin`. The window begins at from_ts,
-- and ts is not before it: then whole numbers do, for a third of what time_bucket costs a record.
create or replace macro bucket_at(ts, from_ts, seconds, origin) as
    make_timestamp(
        epoch_us(ts)
        - (epoch_us(ts) - epoch_us(time_bucket(to_seconds(seconds), from_ts, origin))) % (seconds::bigint * 1000000)
    );

-- title: The first part of one sixteenth of a window's records
-- grain: record
-- parameters: from_ts, to_ts, share, number
-- needs: logs
-- The first `share` (0 to 1) of the sixteenth `number` (0 to 15). Both ends are constants when the statement is planned, so that
-- DuckDB skips row groups by their times, and reads of the rest little but the rows themselves.
create or replace macro logs_slice(from_ts, to_ts, share, number) as table
    from logs
    where ts >= from_ts + (to_ts - from_ts) * (number::double / 16)
        and ts < from_ts + (to_ts - from_ts) * ((number::double + share) / 16);

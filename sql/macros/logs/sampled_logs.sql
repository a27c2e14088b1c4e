-- title: A sample of the records of a window
-- grain: record
-- parameters: from_ts, to_ts, share
-- needs: logs_slice
-- The first `share` (0 to 1) of each sixteenth of the window: runs of neighbouring records, which cost little to read. The same
-- window gives the same records; a share of 1 gives all of them.
create or replace macro sampled_logs(from_ts, to_ts, share) as table
    from logs_slice(from_ts, to_ts, share, 0)
    union all
    from logs_slice(from_ts, to_ts, share, 1)
    union all
    from logs_slice(from_ts, to_ts, share, 2)
    union all
    from logs_slice(from_ts, to_ts, share, 3)
    union all
    from logs_slice(from_ts, to_ts, share, 4)
    union all
    from logs_slice(from_ts, to_ts, share, 5)
    union all
    from logs_slice(from_ts, to_ts, share, 6)
    union all
    from logs_slice(from_ts, to_ts, share, 7)
    union all
    from logs_slice(from_ts, to_ts, share, 8)
    union all
    from logs_slice(from_ts, to_ts, share, 9)
    union all
    from logs_slice(from_ts, to_ts, share, 10)
    union all
    from logs_slice(from_ts, to_ts, share, 11)
    union all
    from logs_slice(from_ts, to_ts, share, 12)
    union all
    from logs_slice(from_ts, to_ts, share, 13)
    union all
    from logs_slice(from_ts, to_ts, share, 14)
    union all
    from logs_slice(from_ts, to_ts, share, 15);

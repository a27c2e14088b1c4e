-- title: The begin of the six hours in UTC that a time is in
-- grain: scalar
-- parameters: ts
-- needs:
-- Their begin: 00:00, 06:00, 12:00 or 18:00 o'clock. See coarse_rollup.
create or replace macro floor_six_hours(ts) as
    time_bucket(interval 6 hours, ts, timestamp '2001-01-01');

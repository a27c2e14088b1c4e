-- title: The first six hours of UTC that begin at or after a moment
-- grain: scalar
-- parameters: ts
-- needs: six_hours
create or replace macro six_hours_after(ts) as
    six_hours(ts + interval 6 hours - interval 1 microsecond);

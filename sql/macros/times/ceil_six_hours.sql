-- title: The first begin of six hours in UTC at or after a time
-- grain: scalar
-- parameters: ts
-- needs: floor_six_hours
create or replace macro ceil_six_hours(ts) as
    floor_six_hours(ts + interval 6 hours - interval 1 microsecond);

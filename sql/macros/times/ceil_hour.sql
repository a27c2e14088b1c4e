-- title: The first whole hour at or after a time
-- grain: scalar
-- parameters: ts
-- needs:
create or replace macro ceil_hour(ts) as
    date_trunc('hour', ts + to_microseconds(3599999999));

-- title: The size of the user sketches that a question needs
-- grain: scalar
-- parameters: split, routes, hosts
-- needs:
-- The small sketches, of 256, know routes and hosts; the large ones, of 1,000, tell better where these do not matter.
create or replace macro user_bits(split, routes, hosts) as
    case when split in ('route', 'host') or routes is not null or hosts is not null then 256 else 1000 end;

-- title: A UTC timestamp from a local time and its zone
-- grain: scalar
-- parameters: moment, zone
-- needs:
-- `zone` is a zone_suffix, null is UTC. A local time that exists twice, because clocks are set back, is the later one; one that
-- is left out, because they are set forward, is read as if they had not been yet (01:59, 02:30 → 03:30).
create or replace macro local_to_utc(moment, zone) as
    make_timestamp(epoch_us(try_cast(strftime(moment, '%Y-%m-%d %H:%M:%S.%f') || coalesce(zone, 'Z') as timestamptz)));

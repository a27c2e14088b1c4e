-- title: The upper bound that a label `le` says
-- grain: scalar
-- parameters: le
-- needs:
-- Null where it is no number. `+Inf` is infinity.
create or replace macro bucket_bound(le) as
    case when lower(le) in ('+inf', 'inf') then 'infinity'::double else try_cast(le as double) end;

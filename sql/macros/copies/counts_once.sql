-- title: Whether totals count a record
-- grain: scalar
-- parameters: is_counted, is_copy
-- needs:
-- is_counted is what the settings say of its stream (counted_sources), which goes first; is_copy what was found in the logs.
create or replace macro counts_once(is_counted, is_copy) as
    coalesce(is_counted, not is_copy);

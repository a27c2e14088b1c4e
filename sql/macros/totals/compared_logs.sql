-- title: Samples of two windows side by side
-- grain: record
-- parameters: from_ts, to_ts, share, before_from_ts, before_to_ts, before_share
-- needs: sampled_logs
-- Each window's as sampled_logs has it; is_after marks the records of the first window.
create or replace macro compared_logs(from_ts, to_ts, share, before_from_ts, before_to_ts, before_share) as table
    select
        false as is_after,
        earlier.*
    from sampled_logs(before_from_ts, before_to_ts, before_share) as earlier
    union all
    select
        true as is_after,
        later.*
    from sampled_logs(from_ts, to_ts, share) as later;

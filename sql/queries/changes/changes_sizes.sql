-- title: Number of records in two windows
-- grain: both windows
-- parameters: fine, from_ts, to_ts, before_fine, before_from_ts, before_to_ts
-- needs: rollup_rows
-- Rows of `logs`, whatever is filtered: how large a share of them a sample may be.
select
    coalesce((select sum(n) from rollup_rows($before_fine, false, false, $before_from_ts, $before_to_ts)), 0)::bigint as rows_before,
    coalesce((select sum(n) from rollup_rows($fine, false, false, $from_ts, $to_ts)), 0)::bigint as rows_after;

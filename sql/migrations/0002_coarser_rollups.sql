-- title: The merged rows of the hourly rollup are merged anew
-- grain: row of hourly_rollup
-- needs: hourly_rollup
-- stream_rollup and coarse_rollup are written where rows are merged, and older warehouses have neither.
update hourly_rollup
set is_partial = true;

-- title: Drop old rows of probe_results
-- grain: probe_results
-- parameters: before
-- needs: probe_results
delete from probe_results
where probe_results.ts < $before::timestamp;

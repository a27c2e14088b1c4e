-- title: The first and last day in the warehouse
-- grain: one row
-- needs: logs, rejects
select
    date_trunc('day', least((select min(ts) from logs), (select min(rejected_at) from rejects)))::timestamp as oldest,
    date_trunc('day', greatest((select max(ts) from logs), (select max(rejected_at) from rejects)))::timestamp as newest;

-- title: Partial aggregates of any window, to the second
-- grain: as facts
-- parameters: fine, from_ts, to_ts
-- needs: facts, hour_after
-- As `facts`, also where a window that is too long for the records begins or ends within an hour: whole hours come from the
-- rollup, what is left at both ends from the records.
create or replace macro exact_facts(fine, from_ts, to_ts) as table
    from facts(true, from_ts, case when fine then to_ts else least(to_ts, hour_after(from_ts)) end)
    union all
    from facts(fine, hour_after(from_ts), case when fine then from_ts else date_trunc('hour', to_ts) end)
    union all
    from facts(true, case when fine then to_ts else greatest(date_trunc('hour', to_ts), hour_after(from_ts)) end, to_ts);

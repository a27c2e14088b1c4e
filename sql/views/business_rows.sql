-- title: Business events that a statement of the settings gives
-- grain: row of the statement
-- needs:
-- Nothing here: where `[business] sql` is set, the view is made anew from it when Longtail starts (ingest/business_rows.py).
create or replace view business_rows as
select
    null::timestamp as ts,
    null::varchar as event,
    null::varchar as outcome,
    null::varchar as channel,
    null::varchar as account,
    null::varchar as reason,
    null::varchar as service,
    null::varchar as trace_id,
    null::double as used,
    null::double as quota,
    null::double as n
where false;

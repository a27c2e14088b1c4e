-- title: The first duration bucket that is slow
-- grain: scalar
-- parameters:
-- needs: meta, min_bucket
-- By slow_request_ms of table meta.
create or replace macro slow_bucket() as (
    select min_bucket(values_of.value::double)
    from meta as values_of
    where values_of.key = 'slow_request_ms'
);

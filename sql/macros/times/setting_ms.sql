-- title: A threshold in milliseconds from the settings
-- grain: scalar
-- parameters: setting
-- needs: meta
-- `slow_request_ms` or `apdex_ms` of table meta.
create or replace macro setting_ms(setting) as (
    select values_of.value::double
    from meta as values_of
    where values_of.key = setting
);

-- title: Whether a value passes a filter
-- grain: scalar
-- parameters: choices, value
-- needs:
-- A filter without choices lets everything through; the empty string among them stands for records without a value.
create or replace macro passes_filter(choices, value) as
    choices is null or list_contains(choices, coalesce(value, ''));

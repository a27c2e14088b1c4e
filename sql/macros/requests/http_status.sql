-- title: An HTTP status
-- grain: scalar
-- parameters: value
-- needs:
-- 100 to 599; null for other numbers (0, an exit code) and for words.
create or replace macro http_status(value) as
    case when try_cast(value as smallint) between 100 and 599 then try_cast(value as smallint) end;

-- title: A time with an offset as access logs write it
-- grain: scalar
-- parameters: value
-- needs:
-- `26/Nov/2026:10:00:00 +0100` (Common Log Format); null for all other forms.
create or replace macro access_log_time(value) as
    case
        when value[3] = '/' and value[12] = ':' and value[21] = ' ' then
            make_timestamp(epoch_us(try_strptime(value, '%d/%b/%Y:%H:%M:%S %z')))
    end;

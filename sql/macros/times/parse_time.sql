-- title: A moment out of whatever a log calls its time
-- grain: scalar
-- parameters: value
-- needs: iso_time, epoch_time
-- Text to a UTC timestamp, null where it is none. Numbers are epochs whose unit shows in their magnitude; ISO 8601 with
-- T or a space, with a comma or a point before the fraction; the forms of access logs, mail, C, Go and Java. A time
-- without a zone is UTC.
create or replace macro parse_time(value) as
    case
        when value is null or value = '' then null
        when value[5] = '-' and value[1] between '0' and '9' then iso_time(value)
        when try_cast(value as double) is not null then epoch_time(try_cast(value as double))
        when not regexp_matches(value, '\d\d:?\d\d') then null
        else coalesce(
            try_strptime(
                regexp_replace(trim(value, '[] '), ' ?(GMT|UTC|Z|\+0000|-0000|\+00:00)( \d{4})?$', '\2'),
                [
                    '%d/%b/%Y:%H:%M:%S',
                    '%d/%b/%Y:%H:%M:%S.%f',
                    '%a, %d %b %Y %H:%M:%S',
                    '%a %b %d %H:%M:%S %Y',
                    '%a %b %d %H:%M:%S.%f %Y',
                    '%Y/%m/%d %H:%M:%S',
                    '%Y/%m/%d %H:%M:%S.%f',
                    '%d %b %Y %H:%M:%S',
                    '%d %b %Y %H:%M:%S.%f',
                    '%d-%b-%Y %H:%M:%S',
                    '%d/%b/%Y %H:%M:%S',
                    '%b %d %Y %H:%M:%S',
                    '%b %d, %Y %I:%M:%S %p',
                    '%m/%d/%Y %I:%M:%S %p',
                    '%m/%d/%Y %H:%M:%S',
                    '%d.%m.%Y %H:%M:%S',
                    '%Y%m%dT%H%M%S',
                    '%Y%m%dT%H%M%S.%f',
                    '%Y%m%d %H:%M:%S',
                    '%Y%m%d %H:%M:%S.%f'
                ]
            ),
            make_timestamp(epoch_us(try_strptime(
                trim(value, '[] '),
                [
                    '%d/%b/%Y:%H:%M:%S %z',
                    '%d/%b/%Y:%H:%M:%S.%f %z',
                    '%d/%b/%Y:%H:%M:%S%z',
                    '%a, %d %b %Y %H:%M:%S %z',
                    '%a %b %d %H:%M:%S %z %Y',
                    '%d %b %Y %H:%M:%S %z',
                    '%Y/%m/%d %H:%M:%S %z',
                    '%Y/%m/%d %H:%M:%S.%f %z',
                    '%Y%m%dT%H%M%S%z',
                    '%Y%m%dT%H%M%S.%f%z'
                ]
            )))
        )
    end;

-- title: A timestamp from a date and a time as people and programs write them
-- grain: scalar
-- parameters: value, zone
-- needs: zone_suffix
-- Text to a UTC timestamp, null where it is none. The date: year first; with a month's English name anywhere; day first where
-- points or hyphens part it (26.11.2026, 26-11-2026) or the first number cannot be a month, else month first (11/26/2026); the
-- day of the year (2026-331), the week (2026-W48-4), or six or eight digits (MySQL's 261126).
-- The time: to the minute, second or nanosecond (what is beyond the microsecond is cut), with AM or PM, and second 60. The
-- zone: an offset, a name of the tz database, an abbreviation that is certain (zone_offset); where there is none, or one that is not certain, `zone` (a zone_suffix). Null
-- where an abbreviation is not certain and no `zone` is given. Brackets, weekdays and the zone's long name are passed over.
create or replace macro written_time(value, zone) as
    list_transform(
        [
            regexp_extract(
                value,
                '(?i)^[\s\["]*(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?\s+)?'
                || '(?:'
                || '(\d{4})[-/. ](\d\d?|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)[-/. ](\d\d?)'
                || '|(\d\d?)(?:st|nd|rd|th)?[-/., ]*((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)[-/., ]*(\d{4}|\d\d)'
                || '|((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)[-/., ]+(\d\d?)(?:st|nd|rd|th)?(?:(?:, ?|[-/. ]+)(\d{4}))?'
                || '|(\d\d?)([-./])(\d\d?)[-./](\d{4}|\d\d)'
                || '|(\d{4}|\d\d)(\d\d)(\d\d)'
                || '|(\d{4})-?(\d{3})'
                || '|(\d{4})-?w(\d\d)-?(\d)'
                || ')'
                || '(?:(?:[\s,t_:-]+|\s+at\s+)(\d\d?)[:.]?(\d\d)(?:[:.]?(\d\d)(?:[.,:](\d{1,6})\d*)?)?[\s\x{202F}]*(?:([ap])\.?m\b\.?)?)?'
                || '[\s\[(]*([a-z]+/[a-z0-9_+/-]+|(?:utc|gmt)?[+-]\d\d?(?::?\d\d)?(?::?\d\d)?|[a-z]{1,5})?[\])]*'
                || '(?:\s+(\d{4}))?(?:\s+[A-Z]{2,5}|\s*[\[(][^\])]*[\])])?(?:\s+m=[+-][\d.]+)?[\s\]"]*$',
                [
                    'y1', 'm1', 'd1', 'd2', 'm2', 'y2', 'm3', 'd3', 'y3', 'a', 'mark', 'b', 'y4', 'y5', 'm5', 'd5', 'y6', 'n6',
                    'y7', 'w7', 'n7', 'h', 'mi', 's', 'f', 'half', 'zone', 'y8'
                ]
            )
        ],
        lambda part: make_timestamp(epoch_us(try_cast(
            (
                case
                    when part.y1 <> '' then part.y1
                    when part.y2 <> '' then if(length(part.y2) = 2, '20', '') || part.y2
                    when part.m3 <> '' then coalesce(nullif(part.y3, ''), part.y8)
                    when part.y4 <> '' then if(length(part.y4) = 2, '20', '') || part.y4
                    when part.y5 <> '' then if(length(part.y5) = 2, '20', '') || part.y5
                    when part.n6 <> '' then strftime(try_strptime(part.y6 || part.n6, '%Y%j'), '%Y')
                    when part.n7 <> '' then strftime(try_strptime(concat(part.y7, part.w7, part.n7), '%G%V%u'), '%Y')
                end
                || '-'
                || case
                    when part.n6 <> '' then strftime(try_strptime(part.y6 || part.n6, '%Y%j'), '%m-%d')
                    when part.n7 <> '' then strftime(try_strptime(concat(part.y7, part.w7, part.n7), '%G%V%u'), '%m-%d')
                    when part.a <> '' and (part.mark <> '/' or part.a::integer > 12) then part.b || '-' || part.a
                    when part.a <> '' then part.a || '-' || part.b
                    when regexp_matches(concat(part.m1, part.m2, part.m3), '^[A-Za-z]') then concat(
                        strpos('janfebmaraprmayjunjulaugsepoctnovdec', lower(left(concat(part.m1, part.m2, part.m3), 3))) // 3 + 1,
                        '-',
                        part.d1, part.d2, part.d3
                    )
                    else concat(part.m1, part.m5, '-', part.d1, part.d5)
                end
                || ' '
                || case
                    when part.h = '' then case when part.y1 <> '' or part.n6 <> '' or part.n7 <> '' then '00:00' end
                    when part.half = '' then part.h || ':' || part.mi
                    when lower(part.half) = 'p' and part.h::integer < 12 then concat(part.h::integer + 12, ':', part.mi)
                    when lower(part.half) = 'a' and part.h::integer = 12 then '00:' || part.mi
                    else part.h || ':' || part.mi
                end
                || ':'
                || case part.s when '' then '00' when '60' then '59' else part.s end
                || if(part.f = '', '', '.' || part.f)
                || case
                    when part.zone = '' then coalesce(zone, 'Z')
                    else coalesce(zone_suffix(part.zone), zone)
                end
            ) as timestamptz
        ))) + to_seconds(if(part.s = '60', 1, 0))
    )[1];

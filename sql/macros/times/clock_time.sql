-- title: A timestamp from a time of day and the date of its file
-- grain: scalar
-- parameters: texts, file_time, zone
-- needs: written_time, zone_suffix
-- The first of `texts` that is a time of day (14:09:26.572), or a day without its year (Nov 26 10:00:00, Redis' 26 Nov 10:00:00,
-- klog's 1126 10:00:00), on the last such day that is not after `file_time`: UTC text of when the file was last changed, of which a minute is forgiven for a time of day and
-- a day for a date. `zone` is a zone_suffix or null. Null where no text is such a time.
create or replace macro clock_time(texts, file_time, zone) as
    list_transform(
        [
            list_filter(
                texts,
                lambda text: regexp_full_match(
                    text,
                    '(?:[A-Z][a-z]{2} +\d\d? +|\d\d? [A-Z][a-z]{2} |(?:0\d|1[0-2])[0-3]\d )?\d\d?:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:\s?[AaPp][Mm])?(?:\s?(?:Z|[+-]\d\d:?\d\d))?'
                )
            )[1]
        ],
        lambda clock: case
            when clock is not null and file_time is not null then list_filter(
                list_transform(
                    case
                        when clock[1] between 'A' and 'Z' or clock[2:4] like '% %' then list_transform(
                            [1, 0, -1],
                            lambda years: regexp_replace(
                                clock, '^([A-Za-z]+ +\d+|\d+ [A-Za-z]+)', '\1 ' || (file_time[1:4]::integer + years)
                            )
                        )
                        when clock[5] = ' ' then list_transform(
                            [1, 0, -1],
                            lambda years: concat(file_time[1:4]::integer + years, clock)
                        )
                        else list_transform(
                            [1, 0, -1, -2],
                            lambda days: strftime(file_time::timestamp + to_days(days::integer), '%Y-%m-%d ') || clock
                        )
                    end,
                    lambda text: written_time(text, zone)
                ),
                lambda moment: moment <= file_time::timestamp
                    + if(regexp_matches(clock, '^(?:[A-Z]|\d+ )'), interval 1 day, interval 1 minute)
            )[1]
        end
    )[1];

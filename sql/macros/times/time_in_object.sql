-- title: The time in a JSON object, as text
-- grain: scalar
-- parameters: value
-- needs:
-- `value` is the text of the object: seconds since 1970 with nanoseconds, microseconds or milliseconds beside them (protobuf,
-- Firestore, Java's Instant, timeval and timespec); a date with its zone (PHP's DateTime); MongoDB's `$date`; a member that is
-- the time itself; the fields of a date (Java's LocalDateTime). Text that written_time reads, null for others.
create or replace macro time_in_object(value) as
    list_transform(
        [
            json_extract_string(
                value,
                [
                    '/seconds', '/sec', '/secs', '/_seconds', '/epochSecond', '/epoch_second', '/epochSeconds', '/tv_sec', '/s',
                    '/nanos', '/nano', '/nsec', '/nsecs', '/_nanoseconds', '/nanoseconds', '/nanoOfSecond', '/tv_nsec', '/ns',
                    '/usec', '/usecs', '/micros', '/microseconds', '/tv_usec', '/us',
                    '/msec', '/millis', '/milliseconds', '/ms',
                    '/$date', '/$date/$numberLong', '/iso', '/iso8601', '/value', '/date', '/time', '/datetime', '/utc', '/timestamp',
                    '/dateTime', '/local', '/repr',
                    '/timezone', '/time_zone', '/timeZone', '/tz', '/zone', '/zoneId', '/zone/id', '/offset', '/utc_offset',
                    '/offset/id',
                    '/year', '/monthValue', '/month', '/dayOfMonth', '/day', '/hour', '/minute', '/second'
                ]
            )
        ],
        lambda part: list_transform(
            [
                {
                    'seconds': try_cast(coalesce(part[1], part[2], part[3], part[4], part[5], part[6], part[7], part[8], part[9]) as double),
                    'micros': coalesce(
                        try_cast(
                            coalesce(part[10], part[11], part[12], part[13], part[14], part[15], part[16], part[17], part[18]) as bigint
                        ) // 1000,
                        try_cast(coalesce(part[19], part[20], part[21], part[22], part[23], part[24]) as bigint),
                        try_cast(coalesce(part[25], part[26], part[27], part[28]) as bigint) * 1000
                    ),
                    'whole': list_filter([part[30], part[29]] || part[31:41], lambda text: text is not null and text[1] <> '{')[1],
                    'zone': list_filter(part[42:51], lambda text: text is not null and text[1] <> '{')[1]
                }
            ],
            lambda found: case
                when found.seconds between 1e8 and 1e11 then strftime(
                    make_timestamp((floor(found.seconds) * 1e6)::bigint
                    + coalesce(found.micros, round((found.seconds - floor(found.seconds)) * 1e6)::bigint)),
                    '%Y-%m-%d %H:%M:%S.%fZ'
                )
                when try_cast(found.whole as double) between 1e8 and 1e17 then strftime(
                    make_timestamp(
                        (
                            try_cast(found.whole as double)
                            * case
                                when try_cast(found.whole as double) < 1e11 then 1e6
                                when try_cast(found.whole as double) < 1e14 then 1e3
                                else 1
                            end
                        )::bigint
                    ),
                    '%Y-%m-%d %H:%M:%S.%fZ'
                )
                when found.whole is not null then
                    found.whole
                    || if(
                        found.zone is null or regexp_matches(found.whole, '(?:[A-Za-z\])]|[+-]\d\d:?\d\d)$'), '', ' ' || found.zone
                    )
                when part[52] is not null then concat(
                    concat(part[52], '-', coalesce(part[53], part[54]), '-', coalesce(part[55], part[56]), ' '),
                    concat(coalesce(part[57], '0'), ':', lpad(coalesce(part[58], '0'), 2, '0')),
                    concat(':', lpad(coalesce(part[59], '0'), 2, '0')),
                    '.', lpad(coalesce(found.micros, 0)::varchar, 6, '0'),
                    ' ' || found.zone
                )
            end
        )[1]
    )[1];

-- title: Milliseconds from a duration as text
-- grain: scalar
-- parameters: value
-- needs:
-- Go's "1.23s", "15ms", "1.416µs", "1h2m3.5s"; "12.5 ms"; ISO 8601's PT1.5S; Python's and .NET's 0:00:01.5. Null for
-- what is none, also for a bare number, whose unit only its key can tell.
create or replace macro parse_duration(value) as
    case
        when value is null or not regexp_matches(value, '^(?i)(?:pt)?\d[\d.:a-zµμ ]*$') then null
        when regexp_matches(value, '^\d+:\d\d:\d\d(?:\.\d+)?$') then
            split_part(value, ':', 1)::double * 3600000
            + split_part(value, ':', 2)::double * 60000
            + split_part(value, ':', 3)::double * 1000
        when regexp_matches(
            value,
            '^(?i)(?:pt)?(?:\d+(?:\.\d+)? ?(?:hours?|hrs?|h|minutes?|mins?|milliseconds?|millis|msecs?|ms|m|seconds?|secs?|s|microseconds?|micros|µs|μs|us|nanoseconds?|nanos|ns) ?)+$'
        ) then list_sum(list_transform(
            regexp_extract_all(lower(value), '\d+(?:\.\d+)? ?[a-zµμ]+'),
            lambda part: regexp_extract(part, '^[\d.]+')::double
                * case
                    when regexp_matches(part, '(?:ms|msecs?|millis|milliseconds?)$') then 1.0
                    when regexp_matches(part, '(?:µs|μs|us|micros|microseconds?)$') then 1e-3
                    when regexp_matches(part, '(?:ns|nanos|nanoseconds?)$') then 1e-6
                    when regexp_matches(part, '[\d ](?:h|hrs?|hours?)$') then 3600000.0
                    when regexp_matches(part, '[\d ](?:m|mins?|minutes?)$') then 60000.0
                    else 1000.0
                end
        ))
    end;

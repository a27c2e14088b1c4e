-- title: Milliseconds from a number whose unit a known duration decides
-- grain: scalar
-- parameters: value, known_ms, slack_ms
-- needs:
-- `value` is the text of a number of nanoseconds, microseconds, milliseconds or seconds: whichever comes nearest to `known_ms`,
-- which is the same duration as people are told it, or between two times, whose rounding is `slack_ms`. Null where none comes
-- within 6 % and the slack.
create or replace macro duration_matching(value, known_ms, slack_ms) as
    case
        when known_ms is not null and try_cast(value as double) >= 0 then list_filter(
            list_sort(
                list_transform(
                    [1.0::double, 1e-6::double, 1e-3::double, 1e3::double],
                    lambda factor: {
                        'off': abs(try_cast(value as double) * factor - known_ms),
                        'milliseconds': try_cast(value as double) * factor
                    }
                )
            )[1:1],
            lambda nearest: nearest.off <= 0.06 * known_ms + slack_ms
        )[1].milliseconds
    end;

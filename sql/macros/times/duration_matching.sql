-- title: Milliseconds from a number whose unit a known duration decides
-- grain: scalar
-- parameters: value, factor, known_ms, slack_ms
-- needs:
-- `value` is the text of a number, `factor` the milliseconds in the unit that it has by default. `known_ms` is the same duration
-- from a text, or from two times whose rounding is `slack_ms`. The unit must bring the number within 6 % and the slack of it. If
-- several do, the nearest in proportion wins, or the default one if `known_ms` is within the slack. Null if none does.
create or replace macro duration_matching(value, factor, known_ms, slack_ms) as
    case
        when known_ms >= 0 and try_cast(value as double) > 0 then list_sort(
            list_filter(
                list_transform(
                    [1.0::double, 1e-6::double, 1e-4::double, 1e-3::double, 1e3::double, 6e4::double, 3.6e6::double],
                    lambda unit: {
                        'off': case
                            when known_ms <= slack_ms and unit = factor then -1
                            else abs(ln(try_cast(value as double) * unit / greatest(known_ms, slack_ms / 4, 1e-6)))
                        end,
                        'milliseconds': try_cast(value as double) * unit
                    }
                ),
                lambda found: abs(found.milliseconds - known_ms) <= 0.06 * known_ms + slack_ms
            )
        )[1].milliseconds
    end;

-- title: The seconds that an increase is extrapolated to
-- grain: scalar
-- parameters: to_start, to_end, sampled, spacing, first_value, grown
-- needs:
-- Prometheus' rule (promql/functions.go, extrapolatedRate): up to the end of the range where it is nearer than 1.1 intervals, else by
-- half an interval; at the start no further than to where the counter would have been zero.
create or replace macro extrapolated_seconds(to_start, to_end, sampled, spacing, first_value, grown) as
    sampled
    + least(
        case when to_start < spacing * 1.1 then to_start else spacing / 2 end,
        case when grown > 0 and first_value >= 0 then sampled * first_value / grown else 'infinity'::double end
    )
    + case when to_end < spacing * 1.1 then to_end else spacing / 2 end;

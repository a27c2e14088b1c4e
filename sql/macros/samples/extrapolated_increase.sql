-- title: The increase of samples, extrapolated to a range
-- grain: scalar
-- parameters: samples, seconds
-- needs: counted_increase, extrapolated_seconds
-- `samples` is a list of {ts, value} in order of time; ts are seconds from the range's begin. Null with fewer than two samples.
create or replace macro extrapolated_increase(samples, seconds) as
    case
        when len(samples) >= 2 then
            counted_increase(samples) * extrapolated_seconds(
                samples[1].ts,
                seconds - samples[-1].ts,
                samples[-1].ts - samples[1].ts,
                (samples[-1].ts - samples[1].ts) / (len(samples) - 1),
                samples[1].value,
                counted_increase(samples)
            ) / (samples[-1].ts - samples[1].ts)
    end;

-- title: What a counter grew by between its first and its last sample
-- grain: scalar
-- parameters: samples
-- needs:
-- `samples` is a list of {ts, value} in order of time. A value that is smaller than the one before is a restart: it counts whole.
create or replace macro counted_increase(samples) as
    list_sum(
        list_transform(
            list_zip(samples[1:-2], samples[2:]),
            lambda pair: case
                when pair[2].value < pair[1].value then pair[2].value
                else pair[2].value - pair[1].value
            end
        )
    );

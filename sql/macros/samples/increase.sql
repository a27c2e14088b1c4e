-- title: What a counter grew by from `from_ts` to `to_ts`
-- grain: aggregate over the samples of a series
-- parameters: ts, value, from_ts, to_ts
-- needs: extrapolated_increase
-- PromQL's increase() over the samples with from_ts < ts <= to_ts: a smaller value is a restart, and the growth between the first and
-- the last sample is extrapolated to the ends of the range, by half an interval at most where no sample is near, and never below
-- zero. Null with fewer than two samples. `select labels, increase(ts, value, $from, $to) from samples where name = … group by labels`
create or replace macro increase(ts, value, from_ts, to_ts) as
    extrapolated_increase(
        list({'ts': epoch_us(ts - from_ts) / 1e6, 'value': value} order by ts) filter (
            ts > from_ts and ts <= to_ts and value is not null
        ),
        epoch_us(any_value(to_ts - from_ts)) / 1e6
    );

-- title: How fast a counter grew from `from_ts` to `to_ts`, per second
-- grain: aggregate over the samples of a series
-- parameters: ts, value, from_ts, to_ts
-- needs: increase
-- PromQL's rate(): the increase, divided by the seconds of the range.
create or replace macro rate(ts, value, from_ts, to_ts) as
    increase(ts, value, from_ts, to_ts) / (epoch_us(any_value(to_ts - from_ts)) / 1e6);

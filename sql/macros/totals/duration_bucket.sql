-- title: The duration bucket of a duration in milliseconds
-- grain: scalar
-- parameters: ms
-- needs:
-- Logarithmic buckets with base 1.02 (DDSketch: Masson, Rim, Lee, VLDB 2019): bucket i holds the durations in
-- (1.02^(i-1), 1.02^i] ms, so that bucket_ms(i) is within 1 % of each of them. Zero and negative durations share
-- bucket -32768, which stands for 0 ms. Null in, null out.
create or replace macro duration_bucket(ms) as
    case
        -- far within the least and the greatest bucket, as all real durations are
        when ms > 1e-200 and ms < 1e200 then ceil(ln(ms) / ln(1.02))::smallint
        when ms <= 0 then (-32768)::smallint
        when ms is not null then greatest(-32767, least(32767, ceil(ln(ms) / ln(1.02))))::smallint
    end;

-- title: The first duration bucket of at least this many milliseconds
-- grain: scalar
-- parameters: ms
-- needs: bucket_ms
-- `duration_bucket >= min_bucket(ms)` is `bucket_ms(duration_bucket) >= ms`, without a power for every row. Computed by
-- logarithm, which may be off by one, hence compared. Null in, null out.
create or replace macro min_bucket(ms) as
    case
        when ms is null then null
        when ms <= 0 then -32768
        when bucket_ms(ceil(ln(ms * 1.01) / ln(1.02)) - 1) >= ms then greatest(-32767, ceil(ln(ms * 1.01) / ln(1.02)) - 1)
        when bucket_ms(ceil(ln(ms * 1.01) / ln(1.02))) >= ms then greatest(-32767, ceil(ln(ms * 1.01) / ln(1.02)))
        else greatest(-32767, ceil(ln(ms * 1.01) / ln(1.02)) + 1)
    end::integer;

-- title: A percentile of durations in milliseconds
-- grain: scalar
-- parameters: buckets, total, share
-- needs: bucket_ms
-- `buckets` is a list of {bucket, n} sorted by bucket, `total` the sum of its n, `share` 0.95 for p95: the smallest
-- bucket at or below which that share of the durations lies (nearest rank, as quantile_disc has it), hence within 1 % of
-- the exact percentile. Null for a null or empty list.
create or replace macro percentile_ms(buckets, total, share) as
    case
        when len(buckets) > 0 then bucket_ms(
            list_reduce(
                buckets,
                lambda below, entry: case
                    when below.n >= share * total then below
                    else {'bucket': entry.bucket, 'n': below.n + entry.n}
                end
            ).bucket
        )
    end;

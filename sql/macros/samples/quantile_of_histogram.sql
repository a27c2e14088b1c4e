-- title: A quantile of a histogram
-- grain: aggregate over the buckets of a histogram
-- parameters: quantile, le, value
-- needs: bucket_bound, bucket_sums, quantile_in_buckets
-- PromQL's histogram_quantile(): `le` is the label, `value` the rate or increase of the bucket. Linear within a bucket; buckets of one
-- bound are added, so several histograms may be in one group; NaN without a bucket +Inf, with one bucket only or without observations.
-- `select quantile_of_histogram(0.95, labels['le'], value) from …`
create or replace macro quantile_of_histogram(quantile, le, value) as
    quantile_in_buckets(
        any_value(quantile),
        bucket_sums(
            list({'le': bucket_bound(le), 'n': value} order by bucket_bound(le)) filter (
                bucket_bound(le) is not null and value is not null
            )
        )
    );

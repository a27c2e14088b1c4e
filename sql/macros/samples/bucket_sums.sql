-- title: The buckets of a histogram, one for each bound, that never get fewer
-- grain: scalar
-- parameters: buckets
-- needs:
-- `buckets` is a list of {le, n} in order of le. Buckets with the same bound are added; a bucket with fewer than the one before, as
-- scrapes that are not atomic give, has as many.
create or replace macro bucket_sums(buckets) as
    list_transform(
        list_distinct(list_transform(buckets, lambda bucket: bucket.le)).list_sort(),
        lambda bound: {
            'le': bound,
            'n': list_max(
                list_transform(
                    list_filter(list_distinct(list_transform(buckets, lambda bucket: bucket.le)), lambda other: other <= bound),
                    lambda other: list_sum(
                        list_transform(
                            list_filter(buckets, lambda bucket: bucket.le = other),
                            lambda bucket: bucket.n
                        )
                    )
                )
            )
        }
    );

-- title: A quantile from the buckets of a histogram
-- grain: scalar
-- parameters: quantile, buckets
-- needs:
-- `buckets` is a list of {le, n} in order of le, n never falling, the last with le infinite (Prometheus' promql/quantile.go).
create or replace macro quantile_in_buckets(quantile, buckets) as
    case
        when isnan(quantile) or len(buckets) < 2 or not isinf(buckets[-1].le) or buckets[-1].n = 0
            or isnan(buckets[-1].n) then 'nan'::double
        when quantile < 0 then '-infinity'::double
        when quantile > 1 then 'infinity'::double
        else list_transform(
            [list_filter(range(1, len(buckets) + 1), lambda place: buckets[place].n >= quantile * buckets[-1].n)[1]],
            lambda place: case
                when place = len(buckets) then buckets[-2].le
                when place = 1 and buckets[1].le <= 0 then buckets[1].le
                when place = 1 then buckets[1].le * (quantile * buckets[-1].n / buckets[1].n)
                else buckets[place - 1].le
                    + (buckets[place].le - buckets[place - 1].le)
                    * (quantile * buckets[-1].n - buckets[place - 1].n)
                    / (buckets[place].n - buckets[place - 1].n)
            end
        )[1]
    end;

-- title: The duration in milliseconds that a duration bucket stands for
-- grain: scalar
-- parameters: bucket
-- needs:
-- The value whose relative error is the same (at most 1 %) at both ends of the bucket; see duration_bucket.
create or replace macro bucket_ms(bucket) as
    case
        when bucket = -32768 then 0.0::double
        else 2.0::double * pow(1.02::double, bucket) / 2.02::double
    end;

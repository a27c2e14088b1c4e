-- title: A timestamp from microseconds since 1970
-- grain: scalar
-- parameters: us
-- needs:
-- Those that DuckDB keeps for infinity too, so that a record that carries one is found as any other.
create or replace macro timestamp_of_us(us) as
    case
        when us::bigint = 9223372036854775807 then timestamp 'infinity'
        when us::bigint <= -9223372036854775807 then timestamp '-infinity'
        else make_timestamp(us::bigint)
    end;

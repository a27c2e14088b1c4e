-- title: The key that rows about the same error share
-- grain: scalar
-- parameters: service, error_type, correlation_id, ts, message
-- needs: unqualified_name
-- A number made of the service, the exception type without its module and the correlation id. Without an id, the second
-- it happened in stands for it, and where there is no type either, the message. Stable between versions of DuckDB.
create or replace macro occurrence_key(service, error_type, correlation_id, ts, message) as
    md5_number_lower(
        concat_ws(
            chr(31),
            coalesce(service, ''),
            coalesce(unqualified_name(error_type), ''),
            case
                when correlation_id is not null then 'id ' || correlation_id
                else 'second ' || epoch(date_trunc('second', ts))::bigint
            end,
            case when correlation_id is null and error_type is null then coalesce(message, '') end
        )
    );

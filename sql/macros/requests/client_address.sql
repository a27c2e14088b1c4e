-- title: The address of the client
-- grain: scalar
-- parameters: value
-- needs:
-- The first address of a list, without port and brackets; null for what is not an address (a host's name, "-").
create or replace macro client_address(value) as
    case
        when value is null then null
        when regexp_full_match(value, '\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}') then value
        else nullif(
            coalesce(
                nullif(regexp_extract(value, '^[\[" ]*(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(?::\d+)?(?:[", \]].*)?$', 1), ''),
                regexp_extract(value, '^[\[" ]*((?i)[0-9a-f:]*::[0-9a-f:.]*|(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4})(?:%\w+)?(?:[", \]].*)?$', 1)
            ),
            ''
        )
    end;

-- title: Texts that programs wrote to the output of their containers
-- grain: record
-- needs:
-- Of the records in `wrapped`: the text under log, message or _wrapper.text, and what stands around it.
select
    position,
    rtrim(text, e'\r\n') as text,
    wrapper
from (
    select
        position,
        case
            when json_type(line, '/log') = 'VARCHAR' then json_extract_string(line, '/log')
            when json_type(line, '/_wrapper/text') = 'VARCHAR' then json_extract_string(line, '/_wrapper/text')
            when json_type(line, '/message') = 'VARCHAR' then json_extract_string(line, '/message')
        end as text,
        case
            when json_type(line, '/log') = 'VARCHAR' then json_merge_patch(line, '{"log":null}')
            when json_type(line, '/_wrapper/text') = 'VARCHAR'
                then json_merge_patch(json_extract(line, '/_wrapper'), '{"text":null}')
            when json_type(line, '/message') = 'VARCHAR' then json_merge_patch(line, '{"message":null}')
        end::varchar as wrapper
    from wrapped
)
where text <> ''
order by position

-- title: The name of a level without what stands around it
-- grain: scalar
-- parameters: value
-- needs:
-- A terminal's colours, brackets, colons and a qualifier (`LogLevel.INFO`, `Reporter::ERROR`) are taken off; of a JSON object the
-- member that names the level is taken. Empty or null where nothing is left that could be a name.
create or replace macro level_text(value) as
    regexp_extract(
        regexp_replace(
            case
                when value[1] = '{' and json_valid(value) then coalesce(
                    value ->> '/name', value ->> '/label', value ->> '/levelStr', value ->> '/text', value ->> '/level',
                    value ->> '/levelname', value ->> '/displayName', value ->> '/Name', value ->> '/severity'
                )
                else value
            end,
            '\x1b\[[0-9;]*[A-Za-z]',
            '',
            'g'
        ),
        '^[\[(<: ]*(?:[0-9A-Za-z_]+(?:::|\.))*([0-9A-Za-z-]+)[\])>: ]*$',
        1
    );

-- title: What an aggregate that collects values gives, if it is not too long
-- grain: scalar
-- parameters: collected
-- needs:
-- For untrusted statements, where an aggregate is not a column of the result by itself (sql/steps/bounded.py): at most 32,768
-- characters, of lists and maps as a text. The aggregate is computed once, however often it is written here.
create or replace temporary macro bounded_text(collected) as
    case
        when coalesce(strlen(collected), 0) > 32768
            then error('An aggregate makes at most 32,768 characters here: only as a column of the result may it be longer.')
        else collected
    end;
create or replace temporary macro bounded_list(collected) as
    case
        when coalesce(len(collected), 0) > 16384
            then error('An aggregate makes lists of at most 16,384 elements here: only as a column of the result may they be longer.')
        when coalesce(strlen(collected::varchar), 0) > 32768
            then error('An aggregate makes lists of at most 32,768 characters here: only as a column of the result may they be longer.')
        else collected
    end;
create or replace temporary macro bounded_other(collected) as
    case
        when coalesce(strlen(collected::varchar), 0) > 32768
            then error('An aggregate makes at most 32,768 characters here: only as a column of the result may it be longer.')
        else collected
    end;

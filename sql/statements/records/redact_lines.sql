-- title: Lines without their secrets
-- grain: line
-- parameters: any, plain_value, plain_or_null, credential, hard_key, hard_pair, hard_text, own, replacement, value_replacement
-- needs:
-- Reads the registered table suspects (position, line). Plain values of telling keys and credentials in messages are
-- replaced here; is_hard marks the lines that hold more than that, which are looked at one by one. The parameters are
-- put in as text, because a regular expression is compiled once only where it is constant.
-- Lines that hold nothing at a second look are left out.
with
    keyed as (
        select
            position,
            line,
            regexp_replace(line, $plain_value, $value_replacement, 'g') as hidden,
            len(regexp_extract_all(line, $plain_value)) as number
        from suspects
        where regexp_matches(line, $any)
            or regexp_matches(line, $own)
    )
select
    position,
    regexp_replace(hidden, $credential, $replacement, 'g') as line,
    number + len(regexp_extract_all(hidden, $credential)) as number,
    regexp_matches(line, $hard_text)
    or regexp_matches(line, $hard_pair)
    or regexp_matches(line, $own)
    or regexp_matches(regexp_replace(line, $plain_or_null, '', 'g'), $hard_key) as is_hard
from keyed
order by position;

-- title: Lines without their secrets
-- grain: line
-- parameters: any, plain_value, plain_or_empty, credential, addresses, assigned, tokens, nothing_assigned, hard_key, hard_pair, hard_text, hard_rest, hard_escaped, own, replacement, value_replacement, addresses_replacement, assigned_replacement, tokens_replacement
-- needs:
-- Reads the registered table suspects (position, line). Plain values of secret keys, credentials in messages and
-- secrets that are known by their shape are replaced here; is_hard marks the lines that may hold more than that, which
-- are looked at one by one. The parameters are put in as text, because a regular expression is compiled once only where
-- it is constant. Lines that hold nothing at a second look are left out.
with
    hidden as (
        select
            position,
            line as written,
            regexp_replace(written, $plain_value, $value_replacement, 'g') as keyed,
            regexp_replace(keyed, $credential, $replacement, 'g') as credentialed,
            regexp_replace(credentialed, $addresses, $addresses_replacement, 'g') as addressed,
            regexp_replace(addressed, $assigned, $assigned_replacement, 'g') as assigned,
            regexp_replace(assigned, $tokens, $tokens_replacement, 'g') as line,
            len(regexp_extract_all(written, $plain_value))
            + len(regexp_extract_all(keyed, $credential))
            + len(regexp_extract_all(credentialed, $addresses))
            + len(regexp_extract_all(addressed, $assigned))
            + len(regexp_extract_all(assigned, $tokens)) as number
        from suspects
        where regexp_matches(suspects.line, $any)
            or regexp_matches(suspects.line, $own)
    )
select
    position,
    line,
    number,
    regexp_matches(written, $hard_text)
    or regexp_matches(written, $hard_pair)
    or regexp_matches(written, $own)
    or (contains(written, '\') and regexp_matches(written, $hard_escaped))
    or contains(line, '[redacted]":')
    or contains(line, '[redacted]" :')
    or regexp_matches(regexp_replace(line, $nothing_assigned, '', 'g'), $hard_rest)
    or regexp_matches(regexp_replace(written, $plain_or_empty, '', 'g'), $hard_key) as is_hard
from hidden
order by position;

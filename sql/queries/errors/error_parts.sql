-- title: What an error group is made of
-- grain: part
-- parameters: error_id
-- needs: error_occurrences, stored_ids, merged_errors, split_errors
-- `part` is own (the fingerprint the group is named after), merged (one that was put into it) or split (what was split off
-- it, which counts to a group of its own, `group_id`); `rule` says by what. Occurrences over all time.
with counted as (
    select
        occurred.fingerprint,
        occurred.error_id as group_id,
        list(distinct occurred.stored_id) as stored_ids,
        max({'ts': occurred.ts, 'error_type': occurred.error_type, 'error_message': occurred.error_message}) as said,
        count(*) as occurrences,
        min(occurred.ts) as first_seen,
        max(occurred.ts) as last_seen
    from error_occurrences as occurred
    where occurred.stored_id in (from stored_ids($error_id))
    group by occurred.fingerprint, occurred.error_id
),

whole as (
    select unnest(counted.stored_ids) as stored_id
    from counted
    where counted.group_id = $error_id
        and list_contains(counted.stored_ids, counted.fingerprint)
),

rules as (
    select
        into_error_id,
        min(dimension || ': ' || case when value = '' then '(none)' else value end) as rule,
        min(author) as author,
        min(decided_at) as decided_at
    from split_errors
    group by into_error_id
)

select
    case
        when counted.group_id <> $error_id then 'split'
        when counted.fingerprint = $error_id then 'own'
        else 'merged'
    end as part,
    counted.fingerprint,
    counted.group_id,
    counted.said.error_type as error_type,
    counted.said.error_message as error_message,
    rules.rule,
    counted.occurrences,
    counted.first_seen,
    counted.last_seen,
    coalesce(merged.author, rules.author) as author,
    coalesce(merged.decided_at, rules.decided_at) as decided_at
from counted
left join merged_errors as merged
    on merged.error_id = counted.fingerprint
    and merged.into_error_id = counted.group_id
left join rules on rules.into_error_id = counted.fingerprint
where counted.group_id = $error_id
    or rules.rule is not null
    and list_has_any(counted.stored_ids, (select list(whole.stored_id) from whole))
order by case part when 'own' then 1 when 'merged' then 2 else 3 end, counted.occurrences desc, counted.fingerprint;

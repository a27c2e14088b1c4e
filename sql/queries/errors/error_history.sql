-- title: Decisions about an error
-- grain: decision
-- parameters: error_id
-- needs: error_status, error_merges, error_splits, error_members
-- Newest first: the status of the group $error_id, what was put into it or taken out, and what was split off it.
with whole as (
    select error_members.stored_id
    from error_members
    where error_members.error_id = $error_id
        and error_members.fingerprint = error_members.stored_id
    union
    select $error_id
)

select
    decided_at,
    case status when 'open' then 'reopened' else status end as decision,
    null as what,
    author,
    comment
from error_status
where error_id = $error_id
union all
select
    decided_at,
    case when into_error_id is null then 'taken out' else 'merged' end as decision,
    error_id as what,
    author,
    comment
from error_merges as decided
where decided.into_error_id = $error_id
    or decided.into_error_id is null
    and exists (
        select 1
        from error_merges as earlier
        where earlier.error_id = decided.error_id
            and earlier.into_error_id = $error_id
            and earlier.decided_at = (
                select max(before.decided_at)
                from error_merges as before
                where before.error_id = decided.error_id
                    and before.decided_at < decided.decided_at
            )
    )
union all
select
    decided_at,
    case when into_error_id is null then 'joined again' else 'split off' end as decision,
    dimension || ': ' || case when value = '' then '(none)' else value end as what,
    min(author) as author,
    min(comment) as comment
from error_splits
where error_id in (from whole)
    or into_error_id = $error_id
group by all
order by decided_at desc, what;

-- title: Which log streams totals count
-- grain: service × source
-- needs: sources, meta
-- One event may be in several files: each record tells in logs.is_copy whether another stream of its service counts it.
-- is_counted is what the setting `counted` says of the whole stream, null where nothing (the usual case): see counts_once.
-- Requests have a base of their own, because an application logs in `app` what `access` has too: counts_requests is true for
-- `access`; without requests there, for every stream that is not named for errors or slowness; else for those.
-- Services may be null: join with `is not distinct from`.
create or replace view counted_sources as
with rules as (
    select
        said.key as pattern,
        said.value::boolean as is_counted
    from meta
    cross join json_each(meta.value::json) as said
    where meta.key = 'counted'
),

ruled as (
    select
        sources.*,
        (
            select max_by(rules.is_counted, case when rules.pattern = sources.source then 1000 else length(rules.pattern) end)
            from rules
            where rules.pattern = sources.source
                or (ends_with(rules.pattern, '*') and starts_with(sources.source, rtrim(rules.pattern, '*')))
        ) as is_counted
    from sources
),

judged as (
    select
        ruled.*,
        case
            when ruled.is_counted = false then 4
            when ruled.source = 'access' then 1
            when ruled.source like 'slow%' or ruled.source like 'error%' then 3
            else 2
        end as preference
    from ruled
)

select
    judged.service,
    judged.source,
    judged.is_counted,
    coalesce(
        judged.requests > 0
        and judged.preference = min(judged.preference) filter (judged.requests > 0) over of_service,
        false
    ) as counts_requests,
    judged.copies / judged.rows as copy_share
from judged
window of_service as (partition by judged.service);
